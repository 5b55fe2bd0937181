"""Images and codes written one by one, with the built program, and read by h5py."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runs  # pylint: disable=wrong-import-position

try:
    import h5py
    import numpy
    import PIL.Image
except ImportError as missing:
    print(f"not run: a Python package is missing ({missing})")
    sys.exit(77)

FAMILIES = runs.ROOT / "experiments"
USAGE = 64


class SingleImages(unittest.TestCase):
    """Runs of two steps; what they make is not looked at by people."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-single-images-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.digits = runs.pack_digits(cls.directory, num_train=300, num_test=70)
        cls.sprites = cls.directory / "sprites.h5"
        runs.tandem("pack", "sprites", "--count", 300, "--output", cls.sprites)
        cls.conditional = cls.train("conditional_gan/mnist-projection.yaml", cls.digits,
                                    "model.base_channels=4", "evaluation.classifier=")
        cls.encoder = cls.train("vae/sprites.yaml", cls.sprites, "model.latent_size=3",
                                "evaluation.chunk_size=16")

    @classmethod
    def train(cls, configuration, data, *overrides):
        run = cls.directory / configuration.replace("/", "-")
        runs.tandem("train", FAMILIES / configuration, f"data.path={data}", "steps=2",
                    "batch.size=16", "samples.count=4", *overrides, "--ranks", 1, "--run", run)
        return run

    def sample(self, name, *arguments, **how):
        output = self.directory / name
        said = runs.tandem("sample", self.conditional, "--output",
                           f"{output}/" if "." not in name else output, *arguments, **how)
        return output, said

    def test_other_kinds_of_files_are_refused(self):
        for name in ("grid.jpg", "grid.PNG.txt"):
            output, said = self.sample(name, "--count", 4, expect=USAGE)
            self.assertIn("FILE.png, FILE.h5 or FOLDER/", said)
            self.assertFalse(output.exists())

    def test_what_cannot_be_one_picture_is_refused(self):
        said = self.sample("many.png", "--count", 5000, expect=USAGE)[1]
        self.assertIn("too many images for one picture", said)
        script = self.directory / "script.png"
        script.write_text("precious")
        self.assertIn("is no PNG file", self.sample("script.png", "--count", 4, expect=USAGE)[1])
        self.assertEqual("precious", script.read_text())
        said = self.sample("two.png", "--condition", "label=1", "--condition", "label=2",
                           expect=USAGE)[1]
        self.assertIn("one condition has two values", said)
        data = self.directory / "grid.py"
        data.write_text("precious")
        runs.tandem("inspect", self.digits, "--grid", data, expect=USAGE)
        self.assertEqual("precious", data.read_text())

    def test_a_folder_and_a_data_set_hold_the_same_images(self):
        folder, _ = self.sample("folder", "--count", 70)
        names = sorted(path.name for path in folder.iterdir())
        self.assertEqual([f"{index:08}.png" for index in range(70)], names)
        path, _ = self.sample("images.h5", "--count", 130)
        with h5py.File(path) as file:
            images = file["train/images"][:]
            self.assertEqual((130, 28, 28, 1), images.shape)
            self.assertEqual(list(range(130)), list(file["train/source_index"][:]))
            self.assertEqual(10, len(file.attrs["class_names"]))
            self.assertGreater(len(set(file["train/labels"][:])), 5)
        self.assertGreater(len(numpy.unique(images, axis=0)), 100)
        for index, name in enumerate(names):
            numpy.testing.assert_array_equal(numpy.asarray(PIL.Image.open(folder / name)),
                                             images[index, :, :, 0])
        grid, _ = self.sample("grid.png", "--count", 4)
        first = numpy.asarray(PIL.Image.open(grid))[:28, :28]
        numpy.testing.assert_array_equal(first, images[0, :, :, 0])

    def test_conditions_are_written_as_labels_that_can_be_trained_on(self):
        path, _ = self.sample("threes.h5", "--count", 80, "--condition", "label=3")
        with h5py.File(path) as file:
            self.assertEqual([3] * 80, list(file["train/labels"][:]))
        runs.tandem("inspect", path)
        runs.tandem("train", FAMILIES / "classifier" / "mnist.yaml", f"data.path={path}", "steps=1",
                    "batch.size=16", "model.channels=[4,8]", "model.hidden_size=16", "--ranks", 1,
                    "--run", self.directory / "trained-on-samples")

    def test_what_is_there_is_not_written_over(self):
        path, _ = self.sample("kept.h5", "--count", 3)
        before = path.read_bytes()
        said = self.sample("kept.h5", "--count", 4, expect=USAGE)[1]
        self.assertIn("the output exists already", said)
        self.assertEqual(before, path.read_bytes())
        self.sample("kept.h5", "--count", 4, "--force")
        self.sample("twice", "--count", 2)
        self.assertIn("the folder is not empty", self.sample("twice", "--count", 2, expect=USAGE)[1])
        twice, _ = self.sample("twice", "--count", 3, "--force")
        self.assertEqual(3, len(list(twice.iterdir())))
        said = self.sample("kept.h5", "--grid", "samples", expect=USAGE)[1]
        self.assertIn("a --grid is one picture", said)

    def encode(self, name, *arguments, run=None):
        output = self.directory / name
        runs.tandem("encode", run or self.encoder, "--output", output, *arguments)
        with h5py.File(output) as file:
            (split,) = file
            fields = {}
            file[split].visititems(lambda field, item: fields.update({field: item[:]})
                                   if isinstance(item, h5py.Dataset) else None)
            return split, fields

    def test_codes_stand_beside_labels(self):
        run = self.train("vae/mnist.yaml", self.digits, "model.latent_size=3",
                         "model.hidden_widths=[8]", "evaluation.chunk_size=16")
        split, fields = self.encode("digit-codes.h5", run=run)
        self.assertEqual("test", split)
        self.assertEqual({"codes", "labels", "source_index"}, set(fields))
        self.assertEqual((70, 3), fields["codes"].shape)
        self.assertGreater(len(set(fields["labels"])), 5)
        with h5py.File(self.digits) as file, h5py.File(self.directory / "digit-codes.h5") as codes:
            for name in ("labels", "source_index"):
                numpy.testing.assert_array_equal(file["test"][name][:], fields[name])
            self.assertEqual(list(file.attrs["class_names"]), list(codes.attrs["class_names"]))

    def test_codes_stand_beside_factors(self):
        split, fields = self.encode("codes.h5", "--split", "train")
        self.assertEqual("train", split)
        with h5py.File(self.sprites) as file:
            source = file["train"]
            self.assertEqual((len(source["images"]), 3), fields["codes"].shape)
            self.assertEqual(numpy.float32, fields["codes"].dtype)
            for name in ("latents/classes", "latents/values", "source_index"):
                numpy.testing.assert_array_equal(source[name][:], fields[name])
            self.assertEqual({"codes", "latents/classes", "latents/values", "source_index"},
                             set(fields))
        self.assertGreater(fields["codes"].std(), 0)
        numpy.testing.assert_array_equal(self.encode("again.h5", "--split", "train")[1]["codes"],
                                         fields["codes"])
        self.assertEqual("test", self.encode("test.h5")[0])

    def test_what_cannot_be_encoded_is_said(self):
        output = self.directory / "none.h5"
        said = runs.tandem("encode", self.conditional, "--output", output, expect=USAGE)
        self.assertIn("conditional_gan does not encode images", said)
        said = runs.tandem("encode", self.encoder, "--split", "valid", "--output", output,
                           expect=USAGE)
        self.assertIn("no such split", said)
        self.assertIn("--output is missing", runs.tandem("encode", self.encoder, expect=USAGE))
        said = runs.tandem("encode", self.encoder, "--output", self.directory / "codes.txt",
                           expect=USAGE)
        self.assertIn("expected FILE.h5, got", said)
        self.assertFalse(output.exists())
        self.assertIn("FILE.h5", runs.tandem("encode", "--help"))
        self.assertIn("single images", runs.tandem("sample", "--help"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
