"""MNIST as IDX files for tests in Python: the real ones where they are, else some made here."""

import gzip
import os
import pathlib
import struct

import numpy

NAMES = {
    "train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}


def find_or_make(directory, num_train=2000, num_test=500):
    """A folder with the four IDX files; without the real ones they are made in `directory`."""
    shared = pathlib.Path(__file__).resolve().parents[3] / "shared" / "data"
    for root in filter(None, (os.environ.get("TANDEM_TEST_DATA"), shared)):
        folder = pathlib.Path(root) / "mnist"
        if (folder / (NAMES["train"][0] + ".gz")).exists():
            return folder
    print("no MNIST below TANDEM_TEST_DATA or ../shared/data: using digits made here")
    folder = pathlib.Path(directory)
    random = numpy.random.default_rng(1)
    for split, count in (("train", num_train), ("test", num_test)):
        images, labels = make_digits(random, count)
        write_idx(folder / NAMES[split][0], 0x803, images)
        write_idx(folder / NAMES[split][1], 0x801, labels)
    return folder


def make_digits(random, count):
    """Images with one bright bar whose height tells the label, over faint noise."""
    labels = random.integers(0, 10, count, dtype=numpy.uint8)
    images = random.integers(0, 40, (count, 28, 28), dtype=numpy.uint8)
    for image, label in zip(images, labels):
        image[4 + 2 * label:6 + 2 * label, 4:24] = 250
    return images, labels


def write_idx(path, magic, values):
    header = struct.pack(f">{1 + values.ndim}I", magic, *values.shape)
    path.write_bytes(header + values.tobytes())


def read_idx(path):
    """The values of an IDX file, plain or gzip."""
    packed = path.with_name(path.name + ".gz")
    content = gzip.decompress(packed.read_bytes()) if packed.exists() else path.read_bytes()
    num_dimensions = content[3]
    shape = struct.unpack(f">{num_dimensions}I", content[4:4 + 4 * num_dimensions])
    return numpy.frombuffer(content, numpy.uint8, offset=4 + 4 * num_dimensions).reshape(shape)


def read_split(folder, split):
    """Images (N, 28, 28) and labels (N) of `train` or `test`."""
    return tuple(read_idx(folder / name) for name in NAMES[split])
