#!/usr/bin/env python3
"""Makes a safetensors file of the Inception network by which FID is measured:

    convert_inception.py pt_inception-2015-12-05-6726825d.pth inception.safetensors

The .pth is the one that pytorch-fid and torch-fidelity download (there
weights-inception-2015-12-05-6726825d.pth): the weights of TensorFlow's network of 2015, ported to
PyTorch. Names and shapes of its tensors are checked. The SHA-256 of the .pth and a digest of all
tensors are written into the file, by which `tandem` knows it again; only from the published .pth
are its values called fid, those of another inception_fid. Needs torch, safetensors, libxxhash.
"""

import argparse
import ctypes
import ctypes.util
import hashlib
import sys

# Its first digits are in the name of the file, where its publishers put them.
PUBLISHED_SHA256 = "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2"


def block_shapes(inputs, branches):
    """Of the convolutions of a block. A branch is a sequence of (name, channels, kernel), each of
    which sees what the one before made."""
    for branch in branches:
        channels = inputs
        for name, outputs, kernel in branch:
            yield name, (outputs, channels, *kernel)
            channels = outputs


def one(name, channels):
    return name, channels, (1, 1)


def three(name, channels):
    return name, channels, (3, 3)


def block_a(inputs, pooled):
    return block_shapes(inputs, (
        [one("branch1x1", 64)], [one("branch5x5_1", 48), ("branch5x5_2", 64, (5, 5))],
        [one("branch3x3dbl_1", 64), three("branch3x3dbl_2", 96), three("branch3x3dbl_3", 96)],
        [one("branch_pool", pooled)]))


def block_b(inputs):
    return block_shapes(inputs, (
        [three("branch3x3", 384)],
        [one("branch3x3dbl_1", 64), three("branch3x3dbl_2", 96), three("branch3x3dbl_3", 96)]))


def block_c(inputs, narrow):
    wide, high = (1, 7), (7, 1)
    return block_shapes(inputs, (
        [one("branch1x1", 192)],
        [one("branch7x7_1", narrow), ("branch7x7_2", narrow, wide), ("branch7x7_3", 192, high)],
        [one("branch7x7dbl_1", narrow), ("branch7x7dbl_2", narrow, high),
         ("branch7x7dbl_3", narrow, wide), ("branch7x7dbl_4", narrow, high),
         ("branch7x7dbl_5", 192, wide)],
        [one("branch_pool", 192)]))


def block_d(inputs):
    return block_shapes(inputs, (
        [one("branch3x3_1", 192), three("branch3x3_2", 320)],
        [one("branch7x7x3_1", 192), ("branch7x7x3_2", 192, (1, 7)),
         ("branch7x7x3_3", 192, (7, 1)), three("branch7x7x3_4", 192)]))


def block_e(inputs):
    wide, high = (1, 3), (3, 1)
    narrow = one("branch3x3_1", 384)
    doubled = [one("branch3x3dbl_1", 448), three("branch3x3dbl_2", 384)]
    yield from block_shapes(inputs, (
        [one("branch1x1", 320)], [narrow, ("branch3x3_2a", 384, wide)],
        [*doubled, ("branch3x3dbl_3a", 384, wide)], [one("branch_pool", 192)]))
    yield "branch3x3_2b", (384, 384, *high)
    yield "branch3x3dbl_3b", (384, 384, *high)


def expected_shapes():
    """Of all tensors, by name."""
    stem = (("Conv2d_1a_3x3", (32, 3, 3, 3)), ("Conv2d_2a_3x3", (32, 32, 3, 3)),
            ("Conv2d_2b_3x3", (64, 32, 3, 3)), ("Conv2d_3b_1x1", (80, 64, 1, 1)),
            ("Conv2d_4a_3x3", (192, 80, 3, 3)))
    blocks = {"Mixed_5b": block_a(192, 32), "Mixed_5c": block_a(256, 64),
              "Mixed_5d": block_a(288, 64), "Mixed_6a": block_b(288),
              "Mixed_6b": block_c(768, 128), "Mixed_6c": block_c(768, 160),
              "Mixed_6d": block_c(768, 160), "Mixed_6e": block_c(768, 192),
              "Mixed_7a": block_d(768), "Mixed_7b": block_e(1280), "Mixed_7c": block_e(2048)}
    convolutions = dict(stem) | {f"{block}.{name}": shape for block, shapes in blocks.items()
                                 for name, shape in shapes}
    shapes = {"fc.weight": (1008, 2048), "fc.bias": (1008,)}
    for name, shape in convolutions.items():
        shapes[f"{name}.conv.weight"] = shape
        for part in ("weight", "bias", "running_mean", "running_var"):
            shapes[f"{name}.bn.{part}"] = shape[:1]
    return shapes


def check(tensors):
    """Ends with a list of what is not as expected."""
    import torch  # pylint: disable=import-outside-toplevel
    expected = expected_shapes()
    problems = [f"{name} is missing" for name in expected if name not in tensors]
    for name, tensor in tensors.items():
        if name not in expected:
            problems.append(f"{name} is surplus")
        elif tuple(tensor.shape) != expected[name] or tensor.dtype != torch.float32:
            problems.append(f"{name} is {tensor.dtype} {tuple(tensor.shape)}, not float32 "
                            f"{expected[name]}")
    if problems:
        sys.exit("this is not the Inception network of FID:\n  " + "\n  ".join(problems))


def digest_of(tensors):
    """As `digest_of_tensors` of framework/metrics/weighted_network.h has it."""
    library = ctypes.util.find_library("xxhash")
    if library is None:
        sys.exit("libxxhash is missing (Debian: libxxhash0)")

    class Hash(ctypes.Structure):
        _fields_ = [("low", ctypes.c_uint64), ("high", ctypes.c_uint64)]

    function = ctypes.CDLL(library).XXH3_128bits
    function.restype, function.argtypes = Hash, [ctypes.c_char_p, ctypes.c_size_t]
    parts = []
    for name in sorted(tensors):
        parts.append(f"{name} {'x'.join(map(str, tensors[name].shape))}\n".encode())
        parts.append(tensors[name].contiguous().numpy().tobytes())
    data = b"".join(parts)
    found = function(data, len(data))
    return f"{found.high:016x}{found.low:016x}"


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", help="the .pth")
    parser.add_argument("target", help="the .safetensors that is written")
    arguments = parser.parse_args()

    import torch  # pylint: disable=import-outside-toplevel
    from safetensors.torch import save_file  # pylint: disable=import-outside-toplevel

    with open(arguments.source, "rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if sha256 != PUBLISHED_SHA256:
        print(f"{arguments.source} is not the published file (SHA-256 {sha256}, not "
              f"{PUBLISHED_SHA256}): values will be called inception_fid", file=sys.stderr)
    tensors = torch.load(arguments.source, map_location="cpu", weights_only=True)
    # Numbers of batches seen in training, which nothing reads.
    tensors = {name: tensor.contiguous() for name, tensor in tensors.items()
               if not name.endswith(".num_batches_tracked")}
    check(tensors)
    save_file(tensors, arguments.target,
              {"source_sha256": sha256, "tensors_xxh3": digest_of(tensors)})


if __name__ == "__main__":
    main()
