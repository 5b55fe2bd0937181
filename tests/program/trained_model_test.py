"""What is made of a trained model: by which checkpoint and which seed, and when it is interrupted, with
the built program."""

import pathlib
import signal
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import processes  # pylint: disable=wrong-import-position
import runs  # pylint: disable=wrong-import-position

STEPS = 6
LOSS = "test/elbo/loss"


class TrainedModel(unittest.TestCase):
    """A short run, whose first checkpoint has the highest loss and counts as the best one."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-trained-model-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        data = runs.pack_digits(cls.directory, num_test=4000)
        cls.run_directory = cls.directory / "run"
        runs.tandem("train", runs.ROOT / "experiments" / "vae" / "mnist.yaml", f"data.path={data}",
                    f"steps={STEPS}", "batch.size=16", "report.every=2", "samples.every=6",
                    "samples.count=4", "evaluation.every=2", "evaluation.chunk_size=4",
                    "model.hidden_widths=[16]", "learners.elbo.average_decay=0.9",
                    "checkpoint.every=2", "checkpoint.keep=3", f"checkpoint.best={LOSS}",
                    "checkpoint.best_is=highest", "--ranks", 1, "--run", cls.run_directory)
        cls.losses = {report["step"]: report[LOSS] for report in runs.reports(cls.run_directory)
                      if LOSS in report}

    def made(self, command, suffix, *words):
        """The bytes that a command makes of the run."""
        output = self.directory / f"{self.id().rsplit('.', 1)[1]}{suffix}"
        runs.tandem(command, self.run_directory, *words, "--output", output)
        content = output.read_bytes()
        output.unlink()
        return content

    def test_the_first_checkpoint_is_the_best_one(self):
        self.assertEqual(list(self.losses), [2, 4, 6])
        self.assertEqual(max(self.losses, key=self.losses.get), 2)

    def test_the_checkpoint_that_is_asked_for_makes_the_images(self):
        newest, first = self.made("sample", ".png"), self.made("sample", ".png", "--step", 2)
        self.assertEqual(newest, self.made("sample", ".png", "--step", STEPS))
        self.assertEqual(first, self.made("sample", ".png", "--best"))
        self.assertNotEqual(first, newest)
        self.assertNotEqual(newest, self.made("sample", ".png", "--raw"))

    def test_the_checkpoint_that_is_asked_for_makes_the_codes(self):
        newest, first = self.made("encode", ".h5"), self.made("encode", ".h5", "--step", 2)
        self.assertEqual(newest, self.made("encode", ".h5", "--step", STEPS))
        self.assertEqual(first, self.made("encode", ".h5", "--best"))
        self.assertNotEqual(first, newest)
        self.assertNotEqual(newest, self.made("encode", ".h5", "--raw"))

    def test_the_checkpoint_that_is_asked_for_is_measured(self):
        metrics = ("--metrics", "objective_terms")
        for step, words in ((STEPS, ()), (4, ("--step", 4)), (2, ("--best",))):
            self.assertEqual(runs.measured(self.run_directory, *metrics, *words)[LOSS],
                             self.losses[step], words)
        raw = runs.measured(self.run_directory, *metrics, "--raw")
        self.assertNotEqual(raw[LOSS], self.losses[STEPS])

    def test_the_checkpoint_that_is_asked_for_is_shown(self):
        for step, words in ((STEPS, ()), (4, ("--step", 4)), (2, ("--best",))):
            self.assertIn(f"checkpoints/step-{step:08}\n",
                          runs.tandem("inspect", self.run_directory, *words), words)

    def test_a_seed_draws_its_own_images(self):
        first = self.made("sample", ".png", "--seed", 1)
        self.assertEqual(first, self.made("sample", ".png"))
        self.assertNotEqual(first, self.made("sample", ".png", "--seed", 2))

    def test_interrupted_it_says_so_and_leaves_nothing(self):
        for command in (["sample", self.run_directory, "--count", 50_000],
                        ["encode", self.run_directory], ["pack", "sprites", "--count", 50_000]):
            for stop in (signal.SIGINT, signal.SIGTERM):
                with self.subTest(command=command[0], stop=stop.name):
                    self.check_interruption(command, stop)

    def check_interruption(self, command, stop):
        place = self.directory / f"{command[0]}-{stop.name}"
        place.mkdir()
        job = processes.begin(
            self, runs.command(*command, "--output", place / "made.h5"),
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        processes.wait_until(lambda: list(place.iterdir()), "a file", during=job)
        job.send_signal(stop)
        said = job.communicate(timeout=120)[0]
        self.assertEqual(job.returncode, -stop, said)
        self.assertIn("tandem: interrupted\n", said)
        self.assertEqual(list(place.iterdir()), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
