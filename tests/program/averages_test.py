"""Moving averages of weights with the built program: their values in the checkpoints, that samples
and metrics are made with them, and that training goes on with the weights themselves."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runs  # pylint: disable=wrong-import-position

numpy = runs.numpy
CONFIGURATION = runs.ROOT / "experiments" / "vae" / "mnist.yaml"
STEPS = 4
DECAY = 0.2
RANK_LOST = 76


class Averages(unittest.TestCase):
    """One short run with averages beside the same one without."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-averages-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.data = runs.pack_digits(cls.directory)
        cls.averaged = cls.train("averaged", DECAY)
        cls.plain = cls.train("plain", 0)

    @classmethod
    def train(cls, name, decay, ranks=1, **how):
        run = cls.directory / name
        runs.tandem("train", CONFIGURATION, f"data.path={cls.data}", f"steps={STEPS}",
                    "batch.size=16", "model.hidden_widths=[16]", "report.every=2",
                    "evaluation.every=2", f"samples.every={STEPS}", "samples.count=4",
                    "checkpoint.every=1", f"checkpoint.keep={STEPS}",
                    "learners.elbo.learning_rate=0.02", f"learners.elbo.average_decay={decay}",
                    "--ranks", ranks, "--run", run, **how)
        return run

    def test_a_checkpoint_holds_the_average_of_the_weights_so_far(self):
        average = runs.tensors_of(self.averaged, 1, "average")
        for step in range(2, STEPS + 1):
            # min(decay, (1 + t)/(10 + t)) of update t, counted from 0.
            kept = min(DECAY, step / (step + 9))
            weights = runs.tensors_of(self.averaged, step, "networks")
            found = runs.tensors_of(self.averaged, step, "average")
            self.assertEqual(set(weights), set(found))
            for name, values in found.items():
                expected = kept * average[name] + (1 - kept) * weights[name]
                numpy.testing.assert_allclose(values, expected, rtol=1e-4, atol=1e-6)
                self.assertFalse(numpy.array_equal(values, weights[name]), name)
            average = found

    def test_training_goes_on_with_the_weights_themselves(self):
        for step in range(1, STEPS + 1):
            weights = pathlib.Path("checkpoints") / f"step-{step:08d}" / "networks.safetensors"
            self.assertEqual((self.averaged / weights).read_bytes(),
                             (self.plain / weights).read_bytes())

    def test_averaging_goes_on_where_a_run_was_lost(self):
        run = self.train("lost", DECAY, ranks=2, expect=RANK_LOST, TANDEM_TEST_FAULT="kill@1:3")
        runs.tandem("resume", run, "--ranks", 1)
        self.assertEqual(runs.digests(self.averaged, STEPS), runs.digests(run, STEPS))

    def test_metrics_and_samples_are_those_of_the_average(self):
        for with_average, without in zip(runs.reports(self.averaged), runs.reports(self.plain)):
            for name, value in with_average.items():
                if name.startswith("test/"):
                    self.assertNotEqual(value, without[name], name)
                else:
                    self.assertEqual(value, without[name], name)
        last = runs.reports(self.averaged)[-1]
        again = runs.measured(self.averaged)
        raw = runs.measured(self.averaged, "--raw")
        for name in (name for name in last if name.startswith("test/")):
            self.assertEqual(last[name], again[name], name)
            self.assertEqual(runs.reports(self.plain)[-1][name], raw[name], name)
        grid = pathlib.Path("samples") / f"step-{STEPS:08d}.png"
        self.assertNotEqual((self.averaged / grid).read_bytes(), (self.plain / grid).read_bytes())


if __name__ == "__main__":
    unittest.main(verbosity=2)
