"""Runs judged by a classifier, and images translated, with the built program."""

import pathlib
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import image_files  # pylint: disable=wrong-import-position
import mnist_files  # pylint: disable=wrong-import-position
import runs  # pylint: disable=wrong-import-position

FAMILIES = runs.ROOT / "experiments"
STEPS = 4
USAGE = 64
BAD_INPUT = 65
INPUT_OUTPUT = 74


class Judging(unittest.TestCase):
    """Short runs over made-up digits."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-judging-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.data = runs.pack_digits(cls.directory)
        cls.classifier = cls.train("classifier", "classifier/mnist.yaml", f"data.path={cls.data}",
                                   "model.channels=[4,8]", "model.hidden_size=16")
        cls.generator = cls.train(
            "generator", "conditional_gan/mnist-projection.yaml", f"data.path={cls.data}",
            "model.base_channels=4", f"evaluation.classifier={cls.classifier}",
            "evaluation.samples=150", "checkpoint.best=test/classifier_fid")
        cls.translator = cls.train(
            "translator", "cyclegan/mnist.yaml", f"data.sources.a.path={cls.data}",
            f"data.sources.b.path={cls.data}", "model.base_channels=4", "model.num_blocks=1",
            "model.discriminator_channels=4")

    @classmethod
    def train(cls, name, configuration, *overrides, ranks=1, expect=0):
        run = cls.directory / name
        runs.tandem("train", FAMILIES / configuration, f"steps={STEPS}", "batch.size=16",
                    "report.every=2", "samples.every=4", "samples.count=4", "evaluation.every=2",
                    "checkpoint.every=2", *overrides, "--ranks", ranks, "--run", run,
                    expect=expect)
        return run

    def test_samples_are_judged_in_training_and_again_afterwards(self):
        metrics = runs.reports(self.generator)[-1]
        self.assertLessEqual(0, metrics["test/label_error_matched"])
        again = runs.measured(self.generator)
        self.assertEqual(again["test/classifier_fid"], metrics["test/classifier_fid"])
        raw = runs.measured(self.generator, "--raw")
        self.assertNotEqual(raw["test/classifier_fid"], metrics["test/classifier_fid"])
        fewer = runs.measured(self.generator, "--samples", 100)
        self.assertNotEqual(fewer["test/classifier_fid"], metrics["test/classifier_fid"])
        train = runs.measured(self.generator, "--split", "train")
        self.assertNotEqual(train["train/classifier_fid"], metrics["test/classifier_fid"])

    def test_a_classifier_is_measured_on_labels(self):
        self.assertIn("test/classification_error", runs.reports(self.classifier)[-1])

    def test_the_judgement_is_the_same_on_two_ranks(self):
        two = self.train("generator-2", "conditional_gan/mnist-projection.yaml",
                         f"data.path={self.data}", "model.base_channels=4",
                         f"evaluation.classifier={self.classifier}", "evaluation.samples=150",
                         "checkpoint.best=test/classifier_fid", ranks=2)
        self.assertEqual((two / "metrics.jsonl").read_bytes(),
                         (self.generator / "metrics.jsonl").read_bytes())

    def test_a_judge_that_does_not_classify_is_refused_before_training(self):
        said = runs.tandem("train", FAMILIES / "gan/mnist.yaml", f"data.path={self.data}",
                           f"evaluation.classifier={self.generator}", "--dry-run",
                           expect=BAD_INPUT)
        self.assertIn("evaluation.classifier", said)

    def test_conditions_are_set_and_shown(self):
        samples = self.generator / "samples"
        self.assertTrue((samples / f"step-{STEPS:08}-label.png").exists())
        runs.tandem("sample", self.generator, "--condition", "label=3")
        said = runs.tandem("sample", self.generator, "--condition", "digit=3", expect=USAGE)
        self.assertIn("expected one of label, got digit", said)
        said = runs.tandem("sample", self.generator, "--grid", "filters", expect=USAGE)
        self.assertRegex(said, r"(?s)\n  label: .*\n  samples: .*; got filters")

    def test_a_folder_is_translated(self):
        folder = self.directory / "folder"
        folder.mkdir()
        for name, side in (("one", 28), ("two", 40)):
            pixels = mnist_files.numpy.full((side, side, 3), 90, dtype="uint8")
            image_files.write_png(folder / f"{name}.png", pixels)
        translate = ("sample", self.translator, "--input", folder)
        runs.tandem(*translate, "--direction", "b-to-a")
        made = self.translator / "samples" / f"translated-step-{STEPS:08}" / "b-to-a"
        self.assertEqual(sorted(path.name for path in made.iterdir()), ["one.png", "two.png"])
        said = runs.tandem(*translate, "--direction", "b-to-a", "--count", 2, expect=USAGE)
        self.assertIn("--count: --input translates all images of a folder", said)
        said = runs.tandem(*translate, "--direction", "a-to-c", expect=USAGE)
        self.assertIn("expected one of a-to-b, b-to-a, got a-to-c", said)
        said = runs.tandem(*translate, "--direction", "b-to-a", expect=USAGE)
        self.assertIn("b-to-a/one.png: the file is there already", said)
        self.assertIn("--force", said)
        translated = {path.name: path.read_bytes() for path in made.iterdir()}
        (made / "one.png").write_bytes(b"old")
        (made / "other.txt").write_bytes(b"stays")
        runs.tandem(*translate, "--direction", "b-to-a", "--force")
        self.assertEqual({path.name: path.read_bytes() for path in made.iterdir()},
                         translated | {"other.txt": b"stays"})
        said = runs.tandem("sample", self.translator, expect=USAGE)
        self.assertIn("cyclegan does not generate images. Use --input FOLDER", said)

    def test_each_source_of_the_data_may_lie_elsewhere(self):
        before, after = self.directory / "before.png", self.directory / "after.png"
        grid = ("sample", self.translator, "--grid", "b-to-a", "--count", 4, "--output")
        elsewhere = shutil.copy(self.data, self.directory / "elsewhere.h5")
        runs.tandem(*grid, before)
        runs.tandem(*grid, after, f"data.sources.b.path={elsewhere}")
        self.assertEqual(before.read_bytes(), after.read_bytes())
        said = runs.tandem(*grid, after, f"data.sources.b.path={self.directory / 'none.h5'}",
                           expect=INPUT_OUTPUT)
        self.assertIn(f"data.sources.b.path names {self.directory / 'none.h5'}.", said)
        self.assertNotIn("=FILE", said)
        said = runs.tandem(*grid, after, f"data.path={elsewhere}", expect=BAD_INPUT)
        self.assertIn("unknown option 'data.path'", said)
        self.assertIn("data.sources.a.path", said)

    def test_originals_are_never_written_over(self):
        folder = self.directory / "originals"
        (folder / "train").mkdir(parents=True)
        image_files.write_png(folder / "train" / "one.png",
                              mnist_files.numpy.full((28, 28, 3), 90, dtype="uint8"))
        original = (folder / "train" / "one.png").read_bytes()
        link = self.directory / "link"
        link.symlink_to(folder)
        translate = ("sample", self.translator, "--direction", "a-to-b")
        for output in (folder, folder / "made", link, link / "made" / "deeper",
                       folder / "train" / ".." / "made"):
            said = runs.tandem(*translate, "--input", folder, "--output", output, expect=USAGE)
            self.assertIn("the output lies in the folder of the input", said)
        runs.tandem(*translate, "--input", folder / "train", "--output", folder)
        said = runs.tandem(*translate, "--input", folder, "--output",
                           self.directory / "translated.png", expect=USAGE)
        self.assertIn("expected FOLDER/, got", said)
        file = self.directory / "file"
        file.write_text("")
        said = runs.tandem(*translate, "--input", folder, "--output", file,
                           expect=INPUT_OUTPUT)
        self.assertIn("cannot be created", said)
        # The output of one image is another one, below the output or behind a link in it.
        deeper = folder / "train" / "train"
        deeper.mkdir()
        (deeper / "one.png").write_bytes(original)
        linked = self.directory / "linked"
        linked.mkdir()
        (linked / "train").symlink_to(folder / "train")
        for output in (folder, linked):
            said = runs.tandem(*translate, "--input", folder / "train", "--output", output,
                               "--force", expect=USAGE)
            self.assertIn("train/one.png: the file is one of the input", said)
        self.assertEqual((folder / "train" / "one.png").read_bytes(), original)

    def test_a_checkpoint_is_inspected_with_what_is_best(self):
        said = runs.tandem("inspect", self.generator, "--step", STEPS // 2)
        self.assertIn(f"checkpoints/step-{STEPS // 2:08}\n", said)
        self.assertRegex(said, r"best step-0000000\d test/classifier_fid = \d")
        checkpoint = self.generator / "checkpoints" / f"step-{STEPS:08}"
        self.assertIn(f"checkpoint {checkpoint}\n", runs.tandem("inspect", f"{checkpoint}/"))
        said = runs.tandem("inspect", checkpoint, "--best", expect=USAGE)
        self.assertIn("--step and --best choose among the checkpoints of a run", said)


if __name__ == "__main__":
    unittest.main()
