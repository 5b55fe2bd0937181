"""What the peers of the benchmarks share: timing, and the one line of JSON they print.

A peer is the same work as tandem's side, written as a good user of PyTorch would write it.
"""

import argparse
import json
import time

import h5py
import torch


def arguments(description, **extra):
    """The parsed command line: --seconds, --device, and one option per extra name with its default.

    On a GPU products and convolutions are then as exact as float32 is, as tandem's are.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    for name, default in extra.items():
        parser.add_argument("--" + name, type=type(default), default=default)
    options = parser.parse_args()
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    return options


def wait_for_device():
    """Until a GPU has done what it was given; the host is ahead of it."""
    if torch.cuda.is_initialized():
        torch.cuda.synchronize()


class Images:
    """The training images of a data set in [−1, 1], (N, C, H, W), shuffled anew each epoch."""

    def __init__(self, path, batch_size, device="cpu"):
        with h5py.File(path) as file:
            stored = torch.from_numpy(file["train/images"][:]).to(device)
        self.images = stored.permute(0, 3, 1, 2).float().div_(127.5).sub_(1).contiguous()
        self.batch_size = batch_size
        self.order, self.position = self.new_order(), 0

    def new_order(self):
        return torch.randperm(len(self.images), device=self.images.device)

    def next(self):
        if self.position + self.batch_size > len(self.images):
            self.order, self.position = self.new_order(), 0
        rows = self.order[self.position:self.position + self.batch_size]
        self.position += self.batch_size
        return self.images[rows]


def rate_of(step, num_steps):
    """Calls of `step` per second, over `num_steps` of them."""
    wait_for_device()
    begin = time.perf_counter()
    for _ in range(num_steps):
        step()
    wait_for_device()
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
