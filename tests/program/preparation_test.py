"""What an objective needs before its first update is made there and never again."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runs  # pylint: disable=wrong-import-position
import small_runs  # pylint: disable=wrong-import-position

STEPS = 3


class Preparation(unittest.TestCase):
    """A flow, whose activation norms are set by the first micro-batch, and which hardly learns."""

    def test_activation_norms_are_set_once(self):
        with tempfile.TemporaryDirectory(prefix="tandem-preparation-") as directory:
            run = pathlib.Path(directory) / "run"
            configuration = runs.ROOT / "experiments" / "flow" / "mnist.yaml"
            data = small_runs.pack_for(configuration, pathlib.Path(directory))
            runs.tandem("train", configuration, *data, f"steps={STEPS}", "samples.count=4",
                        "batch.size=16", *small_runs.overrides(configuration),
                        "learners.likelihood.learning_rate=1e-9", "checkpoint.every=1",
                        f"checkpoint.keep={STEPS}", "--ranks", 1, "--run", run)
            first = runs.tensors_of(run, 1, "networks")
            self.assertTrue(any(abs(values).max() > 0.1 for name, values in first.items()
                                if name.endswith("log_scale")))
            for name, values in runs.tensors_of(run, STEPS, "networks").items():
                runs.numpy.testing.assert_allclose(values, first[name], atol=1e-5, err_msg=name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
