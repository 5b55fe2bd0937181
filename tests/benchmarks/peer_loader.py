"""Shuffled epochs of samples from HDF5 in Python, on one reading thread. Samples per second.

--mode items:  a DataLoader over a Dataset that reads one row at a time, the usual way.
--mode blocks: hand-tuned: whole chunks in a new order every epoch, straight into a window of
               chunks that is permuted as a whole, as tandem does; --ahead 1 reads the next window
               on a second thread while batches are cut from this one.
"""

from concurrent import futures

import h5py
import numpy
import torch
from torch.utils.data import DataLoader, Dataset

import peer

BATCH = 128
WINDOW_CHUNKS = 16


class Rows(Dataset):
    """Rows of the images of an HDF5 file, opened at the first read."""

    def __init__(self, path):
        self.path = path
        self.images = None
        with h5py.File(path) as file:
            self.num_rows = len(file["train/images"])

    def __len__(self):
        return self.num_rows

    def __getitem__(self, row):
        if self.images is None:
            self.images = h5py.File(self.path)["train/images"]
        return torch.from_numpy(self.images[row])


def item_batches(path):
    loader = DataLoader(Rows(path), batch_size=BATCH, shuffle=True, drop_last=True)
    while True:
        yield from loader


def windows(path):
    """Windows of whole chunks in a random order, endlessly."""
    images = h5py.File(path, rdcc_nbytes=0)["train/images"]
    chunk = images.chunks[0]
    num_chunks = len(images) // chunk
    while True:
        order = numpy.random.permutation(num_chunks)
        for first in range(0, num_chunks - WINDOW_CHUNKS + 1, WINDOW_CHUNKS):
            window = numpy.empty((WINDOW_CHUNKS * chunk,) + images.shape[1:], images.dtype)
            for place, index in enumerate(order[first:first + WINDOW_CHUNKS]):
                source = numpy.s_[index * chunk:(index + 1) * chunk]
                images.read_direct(window, source, numpy.s_[place * chunk:(place + 1) * chunk])
            yield torch.from_numpy(window)


def ahead(source):
    """The same items; the next one is read on a second thread while this one is used."""
    with futures.ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, source)
        while True:
            item = coming.result()
            coming = thread.submit(next, source)
            yield item


def block_batches(path, read_ahead):
    source = windows(path)
    for window in ahead(source) if read_ahead else source:
        order = torch.randperm(len(window))
        for first in range(0, len(window) - BATCH + 1, BATCH):
            yield window[order[first:first + BATCH]]


def main():
    options = peer.arguments(__doc__, data="samples.h5", mode="blocks", ahead=0)
    torch.set_num_threads(1)
    batches = item_batches(options.data) if options.mode == "items" else \
        block_batches(options.data, options.ahead)
    rate = peer.rate(lambda: next(batches), options.seconds)
    peer.report(samples_per_second=rate * BATCH, steps_per_second=rate)


if __name__ == "__main__":
    main()
