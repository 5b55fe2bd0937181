"""Writes the kept corpus: a few small inputs per target, from which fuzzing begins.

make_corpus.py [FOLDER] writes below corpus/ beside this file, or below FOLDER. Digests and checksums
need not be true: targets make them so.
"""

import gzip
import json
import pathlib
import struct
import sys
import zlib

CONFIGURATION = b"""example:
  path: "a b.h5"  # where
  learning_rate: 1.0e-3
  betas: [0.5, .9]
  resident_bytes: 64MiB
  schedule: {kind: cosine, warmup_steps: 10}
phases:
  - kind: constant
  - {warmup_steps: 3}
texts: ['it''s', "\\u00e9", null-like]
"""
OVERRIDES = b"example.widths=[1, 2]\n+example.name=x\n~phases\nexample.nesterov=true\ntexts=\"a\""

SWEEP = b"""sweep:
  name: two
  metric: valid/x
  goal: minimize
  trials: 8
  seeds: [1, 2]
  space: {batch.size: [32, 64]}
  families:
    a: {config: a.yaml, cost: 2, space: {model.beta: "tag(log,interval(0.5,8))"}}
    b:
      config: b.yaml
      overrides: [steps=5]
      space:
        rate: {values: "range(1,9,2)", keys: [learners.x.rate, c], when: {batch.size: 32}}
  sampler: {kind: random, seed: 1}
  scheduler: {kind: halving, rungs: [0.5, 1.0], eta: 2}
"""

DISTRIBUTIONS = {
    "choice": {"name": "CategoricalDistribution", "attributes": {"choices": ["a", 1, None]}},
    "whole": {"name": "IntDistribution",
              "attributes": {"log": False, "step": 2, "low": 1, "high": 9}},
    "real": {"name": "FloatDistribution",
             "attributes": {"step": None, "low": 0.1, "high": 1.0, "log": True}},
}


def journal():
    """Two trials, one of them told of step by step."""
    trial = {"op_code": 4, "study_id": 0, "datetime_start": "2026-01-01T00:00:00", "state": 0,
             "params": {"x": 0.5}, "values": None,
             "distributions": {"x": json.dumps(DISTRIBUTIONS["real"])}}
    return [{"op_code": 0, "study_name": "s", "directions": [1]},
            {"op_code": 2, "study_id": 0, "user_attr": {"trials": 3}}, trial,
            {"op_code": 5, "trial_id": 0, "param_name": "y", "param_value_internal": 1,
             "distribution": json.dumps(DISTRIBUTIONS["choice"])},
            {"op_code": 7, "trial_id": 0, "step": 100, "intermediate_value": 0.25},
            {"op_code": 9, "trial_id": 0, "system_attr": {"constraints": [1.0]}},
            {"op_code": 6, "trial_id": 0, "state": 1, "values": [float("nan")]}]


def results():
    """What came of the jobs of a sweep of three trials with two seeds each."""
    return [{"op_code": 8, "trial_id": trial, "user_attr": {f"seed:{seed}": {
        "end": "reached", "run": "trials/0000/seed-1", "until": 100, "values": {"100": value}}}}
        for trial, seed, value in ((0, 1, 0.5), (0, 2, 0.25), (1, 1, float("inf")))]


def lines(records):
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def safetensors():
    return {"__metadata__": {"step": "1"},
            "a.weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
            "b": {"dtype": "I64", "shape": [], "data_offsets": [24, 32]}}


def run_manifest():
    start = {"began_utc": "2026-01-01T00:00:00Z", "ranks": 1, "hosts": ["h"], "devices": ["cpu"],
             "numerics": "avx2", "versions": {"hdf5": "1.10"}, "parent_checkpoint": None,
             "end": None, "changed_options": {"steps": "5"}}
    return {"format_version": 2, "parent": {"run": "r", "step": 3, "checkpoint_digest": "d"},
            "name": "n", "seed": 1, "config_digest": "c", "options": {"steps": "9"},
            "data_digests": "data", "judge": "judge", "reduction": "ordered",
            "rank_count_invariant": True,
            "starts": [start, {**start, "end": "stopped", "ended_utc": "u", "step": 4,
                               "parent_checkpoint": 3}]}


def evaluation_record():
    value = {"name": "fid", "unit": "", "direction": "lower", "sentence": "s", "value": 1.5,
             "floor": 0.5}
    series = {"name": "spectrum", "sentence": "s", "rows": ["real"], "columns": [],
              "values": [1, None]}
    return {"format_version": 1, "metric": "fid", "part": "", "step": 10, "weights": "w",
            "stamp": {"metric": "fid", "seed": "1"}, "values": [value], "series": [series],
            "note": "", "digest": ""}


def status():
    return {"state": "training", "rank": 0, "host": "h", "pid": 7, "step": 3, "steps": 9,
            "samples_per_second": 1.5, "message": "", "exit_code": 0, "terms": {"loss": 0.5},
            "files": ["x"], "resumable_step": 2}


def machine_facts():
    return {"version": "1.0 (Release abc)", "program": "00ff", "libraries": "LibTorch 2",
            "cpu": "a \"CPU\"", "instruction_sets": "avx avx2", "arithmetic": "12", "cores": 8,
            "gpus": ["one"], "gpu_libraries": "", "directory_problem": "", "free_bytes": 1 << 45,
            "token": "t", "received": 1.25e9, "answered": 1.5e9}


def idx(sizes, values):
    return struct.pack(f">BBBB{len(sizes)}I", 0, 0, 8, len(sizes), *sizes) + values


def png(colour, depth=8, chunks=(), interlaced=0):
    """Two by three pixels."""
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    row = bytes([0]) + bytes(range(2 * samples * depth // 8 or 1))

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    header = struct.pack(">IIBBBBB", 2, 3, depth, colour, 0, 0, interlaced)
    body = b"".join(chunk(name, bytes_) for name, bytes_ in chunks)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body +
            chunk(b"IDAT", zlib.compress(row * 3)) + chunk(b"IEND", b""))


def jpeg(components):
    """Eight by eight pixels, all of one shade; the code tables hold one word each."""
    def segment(marker, body):
        return bytes([0xff, marker]) + struct.pack(">H", len(body) + 2) + body
    frame = struct.pack(">BHHB", 8, 8, 8, components)
    scan = bytes([components])
    for number in range(1, components + 1):
        frame += bytes([number, 0x11, 0])
        scan += bytes([number, 0])
    code = bytes([1] + [0] * 15) + bytes([0])
    return (b"\xff\xd8" + segment(0xdb, bytes([0]) + bytes([1] * 64)) + segment(0xc0, frame) +
            segment(0xc4, bytes([0x00]) + code) + segment(0xc4, bytes([0x10]) + code) +
            segment(0xda, scan + bytes([0, 63, 0])) + bytes([0x03]) + b"\xff\xd9")


def text(value):
    return json.dumps(value).encode()


def corpus():
    """By target and name, the inputs."""
    names = b"\n".join(b"class%d" % number for number in range(10))
    metrics = lines([{"step": 1, "loss": 0.5, "bad": None}, {"step": 2, "loss": 1e300},
                     {"step": 2, "checkpoint": {"state.json": "d"}, "images": {"vae": 64}}])
    manifest = {"format": "tandem-checkpoint", "format_version": 1, "step": 1,
                "files": {"state.json": {"bytes": 2, "digest": "d"}}, "digest": ""}
    return {
        "yaml": {"configuration": CONFIGURATION, "sweep": SWEEP,
                 "escapes": b'{"\\u00e9": "\\N\\_\\0", \'it\'\'s\': "\\t"}',
                 "block": b"? a\n: - |\n    x\n  - >-\n    y\n- z\n--- \n"},
        "options": {"configuration": CONFIGURATION + b"\n%%\n" + OVERRIDES},
        "search_space": {"choice": b"choice(adam,'a,b',[1, 2.0],{k: v})", "range": b"range(1,9,2)",
                         "real": b"tag(log,interval(1e-5,1e-3))", "whole": b"int(interval(1,5))"},
        "distribution": {name: text(value) for name, value in DISTRIBUTIONS.items()},
        "sweep": {"families": SWEEP + b"\n%%\nsweep.trials=3\na:x=1,2\nfamily=a",
                  "single": b"sweep:\n  metric: x\n  config: a.yaml\n\n%%\nx=interval(0,1)"},
        "json": {"object": text(status()), "python": b'{"a": [NaN, -Infinity, "NaN", {"b": 1e3}]}',
                 "state": b'{"best": {"step": 1, "metric": "m", "value": 0.5}, "x": null}'},
        "safetensors": {"header": text(safetensors()),
                        "file": struct.pack("<Q", 2) + b"{}",
                        "empty": text({"x": {"dtype": "BF16", "shape": [0, 4],
                                             "data_offsets": [0, 0]}})},
        "checkpoint_manifest": {"manifest": text(manifest)},
        "run_manifest": {"started": text(run_manifest()),
                         "branch": text({key: run_manifest()[key]
                                         for key in ("format_version", "parent")})},
        "rank_status": {"training": text(status()),
                        "failed": text({"state": "failed", "message": "no\nspace", "exit_code": 74})},
        "machine_facts": {"answer": text(machine_facts()),
                          "hostile": text(machine_facts() | {"cpu": "\x1b[2J\n", "gpus": ["\x9b"],
                                                             "cores": -1, "answered": 0})},
        "journal": {"study": lines(journal()), "torn": lines(journal()[:2]) + b'{"op_co'},
        "recorded_sweep": {"results": lines(results()), "promoted": lines(
            [{"op_code": 8, "trial_id": 0, "user_attr": {"promoted": True}},
             {"op_code": 2, "study_id": 0, "user_attr": {"trials": 4}}])},
        "report_lines": {"metrics": b"1" + metrics, "torn": b"2" + metrics[:-9]},
        "evaluation_record": {"record": text(evaluation_record())},
        "idx": {"labels": idx([3], b"\0\1\2"), "images": idx([2, 1, 2], b"abcd"),
                "compressed": gzip.compress(idx([3], b"\0\1\2"), mtime=0)},
        "cifar10": {"release": names + b"\n%%\n\0\1\2\3\4\5\6\7\x08\x09"},
        "image": {"grey": png(0), "colour": png(2), "alpha": png(6),
                  "palette": png(3, chunks=((b"PLTE", bytes(range(36))), (b"tRNS", b"\x80"))),
                  "deep": png(4, 16, interlaced=1), "gamma": png(0, 1, ((b"gAMA", bytes(4)),)),
                  "grey_jpeg": jpeg(1), "colour_jpeg": jpeg(3)},
        "text": {"mixed": "a\x1b[2J\u009b\u20ac=1".encode() + b"\xff", "formula": b"=1+1",
                 "number": b"-1.5e3", "step": b"step-00001000"},
        # The last: a header that says it is of 4 GB, for which HDF5 asks for so much memory.
        "data_set": {"none": b"", "edits": bytes([0, 8, 3, 1, 0, 0]),
                     "large-header": bytes([0, 71, 253])},
    }


def main():
    folder = pathlib.Path(__file__).resolve().parent / "corpus"
    if len(sys.argv) > 1:
        folder = pathlib.Path(sys.argv[1])
    for target, inputs in corpus().items():
        (folder / target).mkdir(parents=True, exist_ok=True)
        for name, content in inputs.items():
            (folder / target / name).write_bytes(content)


if __name__ == "__main__":
    main()
