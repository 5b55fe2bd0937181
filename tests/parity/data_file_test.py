"""h5py reads a packed MNIST, and its rows are those of the IDX files."""

import unittest

import parity

parity.require("h5py", "numpy")

# pylint: disable=wrong-import-position
import h5py
import mnist_files
import numpy


class DataFileTest(parity.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = mnist_files.find_or_make(cls.directory)
        cls.path = cls.directory / "mnist.h5"
        parity.run("tandem", "pack", "mnist", "--from", cls.source, "--output", cls.path,
                   "--valid", 100)

    def test_rows_are_those_of_the_source(self):
        with h5py.File(self.path) as file:
            seen = []
            for group, split in (("train", "train"), ("valid", "train"), ("test", "test")):
                images, labels = mnist_files.read_split(self.source, split)
                index = file[group]["source_index"][:]
                numpy.testing.assert_array_equal(file[group]["images"][:, :, :, 0], images[index])
                numpy.testing.assert_array_equal(file[group]["labels"][:], labels[index])
                seen.append(index)
                self.assertEqual(file[group]["images"].dtype, numpy.uint8)
                self.assertEqual(file[group]["labels"].dtype, numpy.int64)
            self.assertEqual(len(seen[1]), 100)
            num_train = len(mnist_files.read_split(self.source, "train")[1])
            together = numpy.sort(numpy.concatenate(seen[:2]))
            numpy.testing.assert_array_equal(together, numpy.arange(num_train))
            self.assertFalse((numpy.diff(seen[0]) > 0).all(), "rows of train are shuffled")

    def test_attributes(self):
        with h5py.File(self.path) as file:
            for name in ("format", "format_version", "generator", "source_digests", "class_names",
                         "shuffle_seed", "complete"):
                self.assertIn(name, file.attrs)
            self.assertTrue(file.attrs["complete"])
            self.assertEqual(len(file.attrs["class_names"]), 10)

    def test_layout(self):
        with h5py.File(self.path) as file:
            images = file["train/images"]
            self.assertEqual(images.chunks[1:], images.shape[1:])
            self.assertTrue(images.fletcher32)


if __name__ == "__main__":
    unittest.main()
