"""Augmented training with the built program: the same bytes on one rank and on two, evaluation on
the images as they are."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runs  # pylint: disable=wrong-import-position

CONFIGURATION = runs.ROOT / "experiments" / "autoencoder" / "cifar10-convolutional.yaml"
STEPS = 3
BAD_INPUT = 65
OFF = "data.augment.horizontal_flip=0.0"
EVERYTHING = [f"data.augment.{option}" for option in
              ("horizontal_flip=0.5", "vertical_flip=0.5", "rotation=20.0", "scale=[0.8,1.2]",
               "shift=0.1", "crop=2", "brightness=0.3", "contrast=0.3", "saturation=0.3",
               "noise=0.05", "cutout=0.25")]


class Augmentation(unittest.TestCase):
    """Short runs over small pictures."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-augmentation-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.data = runs.pack_pictures(cls.directory)

    def train(self, name, ranks, *overrides, expect=0):
        run = self.directory / name
        said = runs.tandem("train", CONFIGURATION, f"data.path={self.data}", f"steps={STEPS}",
                           "batch.size=16", "model.base_channels=4", "report.every=1",
                           "samples.every=3", "samples.count=4", "evaluation.every=3",
                           "checkpoint.every=2", *overrides, "--ranks", ranks, "--run", run,
                           expect=expect)
        return run, said

    def test_the_same_bytes_on_one_rank_and_on_two(self):
        one, _ = self.train("one", 1, *EVERYTHING)
        two, _ = self.train("two", 2, *EVERYTHING)
        self.assertEqual(runs.digests(one, STEPS), runs.digests(two, STEPS))
        plain, _ = self.train("plain", 1, OFF)
        self.assertNotEqual(runs.reports(plain)[0], runs.reports(one)[0])

    def test_evaluation_is_on_the_images_as_they_are(self):
        # The weights do not move, so that only the images could make a difference.
        frozen = "learners.reconstruction.learning_rate=1e-30"
        augmented, _ = self.train("frozen-augmented", 1, frozen, *EVERYTHING)
        plain, _ = self.train("frozen-plain", 1, frozen, OFF)
        test = [{name: value for name, value in runs.reports(run)[-1].items()
                 if name.startswith("test/")} for run in (augmented, plain)]
        self.assertTrue(test[0])
        self.assertEqual(test[0], test[1])

    def test_an_unusable_option_is_named(self):
        _, said = self.train("wrong", 1, "data.augment.rotation=200.0", expect=BAD_INPUT)
        self.assertIn("data.augment.rotation", said)
        self.assertIn("180", said)


if __name__ == "__main__":
    unittest.main(verbosity=2)
