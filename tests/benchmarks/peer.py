"""What the peers of the benchmarks share: timing, and the one line of JSON they print.

A peer is the same work as tandem's side, written as a good user of PyTorch would write it.
"""

import argparse
import json
import time


def arguments(description, **extra):
    """The parsed command line: --seconds, and one option per extra name with its default."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--seconds", type=float, default=2.0)
    for name, default in extra.items():
        parser.add_argument("--" + name, type=type(default), default=default)
    return parser.parse_args()


def rate_of(step, num_steps):
    """Calls of `step` per second, over `num_steps` of them."""
    begin = time.perf_counter()
    for _ in range(num_steps):
        step()
    return num_steps / (time.perf_counter() - begin)


def rate(step, seconds):
    """Calls of `step` per second, over at least `seconds` after a warm-up."""
    begin = time.perf_counter()
    burst = 2
    while time.perf_counter() - begin < 0.5:
        warm = rate_of(step, burst)
        burst *= 2
    # Looking at the clock a few times a second costs nothing even where steps are tiny.
    burst = int(warm * 0.1) + 1
    num_steps = 0
    begin = time.perf_counter()
    while (elapsed := time.perf_counter() - begin) < seconds:
        rate_of(step, burst)
        num_steps += burst
    return num_steps / elapsed


def report(**values):
    """The line that the driver reads."""
    print(json.dumps(values), flush=True)
