"""Checkpoints that were edited by somebody who knows how their manifests are made."""

import ctypes
import json


def xxh3(content):
    """XXH3-128 in the digits of a digest."""
    class Hash(ctypes.Structure):
        _fields_ = [("low", ctypes.c_uint64), ("high", ctypes.c_uint64)]

    function = ctypes.CDLL("libxxhash.so.0").XXH3_128bits
    function.argtypes, function.restype = [ctypes.c_char_p, ctypes.c_size_t], Hash
    digest = function(content, len(content))
    return f"{digest.high:016x}{digest.low:016x}"


def sign_again(checkpoint, name):
    """Makes the manifest of a checkpoint true of a file that was changed; returns its digest."""
    content = (checkpoint / name).read_bytes()
    manifest = json.loads((checkpoint / "manifest.json").read_text())
    manifest["files"][name] = {"bytes": len(content), "digest": xxh3(content)}
    del manifest["digest"]
    manifest["digest"] = xxh3((json.dumps(manifest, indent=2) + "\n").encode())
    (checkpoint / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    return manifest["files"][name]["digest"]
