"""Losses and their gradients against PyTorch, on the same inputs."""

import math
import unittest

import parity

parity.require("torch", "safetensors")

# pylint: disable=wrong-import-position
import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional

SEED = 7  # of the positions of the gradient penalty, as in parity_probe.cpp


def make_inputs():
    torch.manual_seed(1)
    return {
        "logits": torch.randn(6, 784) * 4,
        "targets": torch.rand(6, 784),
        "mean": torch.randn(6, 20),
        "log_variance": torch.randn(6, 20),
        "scores": torch.randn(6, 1) * 5,
        "real_images": torch.rand(6, 1, 4, 5),
        "fake_images": torch.rand(6, 1, 4, 5),
        "code": torch.rand(6, 9),
        "weight": torch.randn(9, 784) * 0.1,
        "first": torch.randn(20, 16),
        "second": torch.randn(16, 1),
    }


class LossesTest(parity.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inputs = make_inputs()
        source, target = cls.directory / "inputs.safetensors", cls.directory / "out.safetensors"
        save_file(cls.inputs, source)
        parity.run("parity_probe", "losses", source, target)
        cls.results = load_file(target)

    def leaves(self, *names):
        return [self.inputs[name].clone().requires_grad_() for name in names]

    def check(self, name, loss, **leaves):
        """Compares the loss, and its gradient by each leaf."""
        torch.testing.assert_close(self.results[name], loss.detach(), rtol=1e-5, atol=1e-6)
        gradients = torch.autograd.grad(loss, list(leaves.values()))
        for leaf, gradient in zip(leaves, gradients):
            torch.testing.assert_close(self.results[f"{name}/{leaf}"], gradient, rtol=1e-4,
                                       atol=1e-6)

    def test_bernoulli(self):
        (logits,) = self.leaves("logits")
        loss = functional.binary_cross_entropy_with_logits(
            logits, self.inputs["targets"], reduction="none").sum(1).mean()
        self.check("bernoulli", loss, logits=logits)

    def test_gaussian(self):
        (logits,) = self.leaves("logits")
        normal = torch.distributions.Normal(logits, 0.7)
        self.check("gaussian", -normal.log_prob(self.inputs["targets"]).sum(1).mean(),
                   logits=logits)

    def test_divergence(self):
        mean, log_variance = self.leaves("mean", "log_variance")
        posterior = torch.distributions.Normal(mean, (0.5 * log_variance).exp())
        prior = torch.distributions.Normal(torch.zeros(20), torch.ones(20))
        loss = torch.distributions.kl_divergence(posterior, prior).sum(1).mean()
        self.check("divergence", loss, mean=mean, log_variance=log_variance)

    def test_real_and_fake(self):
        for name, label in (("real", 1.0), ("fake", 0.0)):
            (scores,) = self.leaves("scores")
            loss = torch.nn.BCEWithLogitsLoss()(scores, torch.full_like(scores, label))
            self.check(name, loss, scores=scores)
        (scores,) = self.leaves("scores")
        loss = torch.nn.BCEWithLogitsLoss()
        self.check("real_and_fake", loss(scores[:2], torch.ones_like(scores[:2])) +
                   loss(scores[2:], torch.zeros_like(scores[2:])), scores=scores)

    def test_sparsity(self):
        (code,) = self.leaves("code")
        target = torch.full((9,), 0.1)
        divergence = torch.distributions.kl_divergence(
            torch.distributions.Bernoulli(target), torch.distributions.Bernoulli(code.mean(0)))
        self.check("sparsity", divergence.sum(), code=code)

    def test_jacobian(self):
        for name in ("jacobian_closed", "jacobian_exact"):
            (weight,) = self.leaves("weight")
            norms = [torch.autograd.functional.jacobian(
                lambda image: torch.sigmoid(weight @ image), image, create_graph=True).square().sum()
                     for image in self.inputs["targets"]]
            self.check(name, torch.stack(norms).mean(), weight=weight)
        probed = self.results["jacobian_probed"]
        torch.testing.assert_close(probed, self.results["jacobian_exact"], rtol=0.03, atol=0.0)

    def test_gradient_penalty(self):
        first, second = self.leaves("first", "second")
        real, fake = self.inputs["real_images"], self.inputs["fake_images"]
        torch.manual_seed(SEED)
        position = torch.rand(6, 1, 1, 1)
        points = (position * real + (1 - position) * fake).requires_grad_()
        scores = functional.leaky_relu(points.flatten(1) @ first, 0.2) @ second
        (gradient,) = torch.autograd.grad(scores.sum(), points, create_graph=True)
        norms = gradient.flatten(1).norm(dim=1)
        torch.testing.assert_close(self.results["mean_norm"], norms.mean().detach())
        self.check("penalty", ((norms - 1) ** 2).mean(), first=first, second=second)
        self.assertFalse(math.isnan(float(self.results["penalty"])))


if __name__ == "__main__":
    unittest.main()
