"""Adam, AdamW, SGD and RMSprop against PyTorch's, on the same weights and gradients."""

import unittest

import parity

parity.require("torch", "safetensors")

# pylint: disable=wrong-import-position
import torch
from safetensors.torch import load_file, save_file

RATE = 0.01
# As in parity_probe.cpp.
VARIANTS = {
    "adam": lambda weights: torch.optim.Adam(weights, RATE),
    "adam_betas": lambda weights: torch.optim.Adam(weights, RATE, betas=(0.5, 0.9)),
    "adam_decay": lambda weights: torch.optim.Adam(weights, RATE, weight_decay=0.1),
    "adamw": lambda weights: torch.optim.AdamW(weights, RATE, weight_decay=0.1),
    "sgd": lambda weights: torch.optim.SGD(weights, RATE),
    "sgd_momentum": lambda weights: torch.optim.SGD(weights, RATE, momentum=0.9,
                                                    weight_decay=0.1),
    "rmsprop": lambda weights: torch.optim.RMSprop(weights, RATE),
    "rmsprop_momentum": lambda weights: torch.optim.RMSprop(weights, RATE, alpha=0.9,
                                                            momentum=0.9),
}


class OptimizersTest(parity.TestCase):
    def test_twenty_updates(self):
        torch.manual_seed(1)
        inputs = {"weights": torch.randn(1000), "gradients": torch.randn(20, 1000)}
        source, target = self.directory / "inputs.safetensors", self.directory / "out.safetensors"
        save_file(inputs, source)
        parity.run("parity_probe", "optimizers", source, target)
        results = load_file(target)
        self.assertEqual(set(results), set(VARIANTS))
        for name, make in VARIANTS.items():
            with self.subTest(name):
                weights = torch.nn.Parameter(inputs["weights"].clone())
                optimizer = make([weights])
                for gradient in inputs["gradients"]:
                    weights.grad = gradient.clone()
                    optimizer.step()
                torch.testing.assert_close(results[name], weights.detach(), rtol=1e-5, atol=1e-6)


if __name__ == "__main__":
    unittest.main()
