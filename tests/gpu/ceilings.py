"""What this GPU can do at most: products, copies, and launches of a kernel with nothing to do.

Prints a line of JSON as each figure comes.
"""

import json
import sys

import torch

SIDE = 8192
COPIED_BYTES = 1 << 30
LAUNCHES = 1000


def milliseconds(work, repetitions):
    """Of one call on the GPU's own clock; the fastest of three rounds, after one to warm up."""
    times = []
    for _ in range(4):
        begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        begin.record()
        for _ in range(repetitions):
            work()
        end.record()
        end.synchronize()
        times.append(begin.elapsed_time(end) / repetitions)
    return min(times[1:])


def report(figure, value):
    print(json.dumps({figure: value}), flush=True)


def products():
    for name, dtype, rounds in (("float32", torch.float32, False), ("TF32", torch.float32, True),
                                ("bfloat16", torch.bfloat16, False)):
        torch.backends.cuda.matmul.allow_tf32 = rounds
        left, right = (torch.randn(SIDE, SIDE, device="cuda", dtype=dtype) for _ in range(2))
        result = torch.empty_like(left)
        time = milliseconds(lambda: torch.mm(left, right, out=result), 5)
        report(f"{name} product, TFLOP/s", 2 * SIDE**3 / time / 1e9)


def copies():
    source = torch.empty(COPIED_BYTES, dtype=torch.uint8, device="cuda")
    target = torch.empty_like(source)
    time = milliseconds(lambda: target.copy_(source), 10)
    report("copy, TB/s read and written", 2 * COPIED_BYTES / time / 1e9)
    pinned = torch.empty(COPIED_BYTES, dtype=torch.uint8).pin_memory()
    time = milliseconds(lambda: target.copy_(pinned, non_blocking=True), 3)
    report("copy from pinned memory, GB/s", COPIED_BYTES / time / 1e6)


def launches():
    value = torch.zeros(1, device="cuda")
    report("a launch, eager, µs", 1000 * milliseconds(lambda: value.add_(1), LAUNCHES))
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        for _ in range(LAUNCHES):
            value.add_(1)
    report("a launch in a graph, µs", 1000 * milliseconds(graph.replay, 3) / LAUNCHES)


def main():
    if not torch.cuda.is_available():
        sys.exit("no GPU")
    report("GPU", torch.cuda.get_device_name())
    launches()
    copies()
    products()


if __name__ == "__main__":
    main()
