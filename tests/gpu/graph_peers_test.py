"""The DCGAN in Python does what experiments/dcgan/mnist.yaml says, so that the ratio of the two
compares like with like."""

import pathlib
import re
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

try:
    import torch

    import graph_peers
except ImportError as missing:
    print(f"not run: a Python package is missing ({missing})")
    sys.exit(77)


class Dcgan(unittest.TestCase):
    """One step on the CPU."""

    def test_its_sizes_are_those_of_the_configuration(self):
        text = (HERE / "../../experiments/dcgan/mnist.yaml").read_text(encoding="utf-8")
        configured = [float(re.search(rf"\b{name}: ([\d.]+)", text)[1])
                      for name in ("size", "latent_size", "base_channels", "average_decay")]
        step = graph_peers.DcganStep
        self.assertEqual(configured, [step.batch_size, step.latent_size, step.base,
                                      step.average_decay])

    def test_a_step_moves_the_average_of_the_generator(self):
        torch.manual_seed(1)
        step = graph_peers.DcganStep("cpu")
        before = [average.clone() for average in step.averages]
        step(torch.rand(2, 1, 28, 28))
        for old, new, weights in zip(before, step.averages, step.generator.parameters()):
            self.assertFalse(torch.equal(old, weights), "not trained")
            torch.testing.assert_close(new, torch.lerp(old, weights.detach(), 0.001))
            self.assertFalse(torch.equal(old, new))


if __name__ == "__main__":
    unittest.main(verbosity=2)
