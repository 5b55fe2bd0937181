"""What `evaluate --likelihood-samples` says of families whose likelihoods differ in kind."""

import math
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runs  # pylint: disable=wrong-import-position

FAMILIES = runs.ROOT / "experiments"
PIXELS = 28 * 28
USAGE = 64
BAD_INPUT = 65
OF_LEVELS = {"negative_log_likelihood", "bits_per_dimension", "likelihood_levels",
             "likelihood"}
BOUND = {"expected_cross_entropy_bound", "likelihood"}
PARTITION = {"log_partition"}


class Likelihood(unittest.TestCase):
    """Short runs over made-up grey digits."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-likelihood-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.data = runs.pack_digits(cls.directory)

    def train(self, configuration, *overrides):
        run = pathlib.Path(tempfile.mkdtemp(dir=self.directory)) / "run"
        runs.tandem("train", FAMILIES / configuration, f"data.path={self.data}", "steps=4",
                    "batch.size=16", "samples.every=4", "samples.count=4", "evaluation.every=4",
                    *overrides, "--ranks", 1, "--run", run)
        return run

    def likelihood(self, run, num_samples):
        """The values of the metric, and its note."""
        evaluation = runs.evaluate(run, "--metrics", "likelihood", "--likelihood-samples",
                                   num_samples)
        numbers = {name: value["value"] for name, value in evaluation["values"].items()}
        return {**numbers, "likelihood": evaluation["notes"]["likelihood"]}

    def test_a_flow_gives_bits_of_the_stored_levels(self):
        run = self.train("flow/mnist.yaml", "model.num_scales=2", "model.couplings=1",
                         "model.hidden_channels=2")
        values = self.likelihood(run, 2)
        self.assertEqual(set(values), OF_LEVELS)
        self.assertEqual(values["likelihood_levels"], 256)
        nats = values["negative_log_likelihood"]
        self.assertAlmostEqual(values["bits_per_dimension"], nats / math.log(2) / PIXELS)
        self.assertIn("probability of images of 256 levels", values["likelihood"])

    def test_grey_pixels_of_a_vae_make_a_bound(self):
        run = self.train("vae/mnist.yaml", "model.hidden_widths=[16]")
        self.assertEqual(set(self.likelihood(run, 2)), BOUND)

    def test_binarized_pixels_of_a_vae_have_a_likelihood_that_draws_improve(self):
        run = self.train("vae/mnist-nll.yaml", "model.hidden_widths=[16]")
        one, many = self.likelihood(run, 1), self.likelihood(run, 100)
        self.assertEqual(set(many), OF_LEVELS)
        self.assertEqual(many["likelihood_levels"], 2)
        self.assertLess(many["negative_log_likelihood"], one["negative_log_likelihood"])

    def test_a_gaussian_vae_gives_a_density_until_it_is_dequantized(self):
        gaussian = ("vae/mnist.yaml", "model.hidden_widths=[16]", "model.likelihood=gaussian")
        run = self.train(*gaussian)
        self.assertEqual(set(self.likelihood(run, 2)),
                         {"negative_log_density", "likelihood"})
        values = self.likelihood(self.train(*gaussian, "model.dequantized=true"), 2)
        self.assertEqual(set(values), OF_LEVELS)
        self.assertEqual(values["likelihood_levels"], 256)

    def test_the_partition_of_a_boltzmann_machine_follows_from_the_run(self):
        run = self.train("boltzmann_machine/mnist.yaml", "model.hidden_size=8",
                         "model.annealing_steps=20", "model.sampling_steps=2")
        values = self.likelihood(run, 60)
        self.assertEqual(set(values), BOUND | PARTITION)
        self.assertEqual(values, self.likelihood(run, 60))
        evaluation = runs.evaluate(run, "--likelihood-samples", 60)
        self.assertLess(0, evaluation["values"]["log_partition"]["standard_error"])
        said = runs.tandem("evaluate", run, "--likelihood-samples", 1, expect=BAD_INPUT)
        self.assertIn("--likelihood-samples: the standard error of log Z needs several draws; "
                      "expected at least 2", said)

    def test_what_has_no_likelihood_is_refused(self):
        run = self.train("autoencoder/mnist-linear.yaml", "model.latent_size=2")
        said = runs.tandem("evaluate", run, "--likelihood-samples", 1, expect=BAD_INPUT)
        self.assertIn("this family does not estimate likelihoods", said)
        runs.tandem("evaluate", run, "--likelihood-samples", -1, expect=USAGE)


if __name__ == "__main__":
    unittest.main()
