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
        "visible_bias": torch.randn(20),
        "hidden_bias": torch.randn(16),
        "second": torch.randn(16, 1),
        "coupling_images": torch.randn(3, 4, 6, 6),
    } | coupling_weights("checkerboard", 4) | coupling_weights("channels", 2)


def coupling_weights(name, channels, hidden=6):
    """Weights of a coupling that sees and changes that many channels."""
    layers = {"first": (hidden, channels, 3), "block0_narrow": (hidden // 2, hidden, 1),
              "block0_middle": (hidden // 2, hidden // 2, 3),
              "block0_widen": (hidden, hidden // 2, 1), "last": (2 * channels, hidden, 3)}
    weights = {f"{name}.scale_bound": torch.rand(channels, 1, 1) + 0.5}
    for layer, (to, from_, size) in layers.items():
        weights[f"{name}.network.{layer}.weight"] = torch.randn(to, from_, size, size) * 0.3
        weights[f"{name}.network.{layer}.bias"] = torch.randn(to) * 0.3
    return weights


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

    def test_gaussian_with_a_learned_deviation(self):
        (logits,) = self.leaves("logits")
        log_deviation = torch.full((1,), -0.3, requires_grad=True)
        normal = torch.distributions.Normal(logits, log_deviation.exp())
        self.check("gaussian_learned", -normal.log_prob(self.inputs["targets"]).sum(1).mean(),
                   logits=logits, log_deviation=log_deviation)

    def test_one_row(self):
        (logits,) = self.leaves("logits")
        loss = functional.binary_cross_entropy_with_logits(
            logits, self.inputs["targets"], reduction="none")[2].sum()
        self.check("bernoulli_rows", loss, logits=logits)

    def test_divergence(self):
        mean, log_variance = self.leaves("mean", "log_variance")
        posterior = torch.distributions.Normal(mean, (0.5 * log_variance).exp())
        prior = torch.distributions.Normal(torch.zeros(20), torch.ones(20))
        loss = torch.distributions.kl_divergence(posterior, prior).sum(1).mean()
        self.check("divergence", loss, mean=mean, log_variance=log_variance)

    def test_free_energy(self):
        """−log of the sum, or the integral, over the hidden units of exp(−E)."""
        rows = self.inputs["real_images"].flatten(1)
        for kind in ("binary", "gaussian_visible", "gaussian_hidden"):
            weight, visible_bias, hidden_bias = self.leaves("first", "visible_bias", "hidden_bias")
            own = 0.5 * (rows - visible_bias).square().sum(1)
            if kind != "gaussian_visible":
                own = -(rows * visible_bias).sum(1)
            field = rows @ weight
            if kind == "gaussian_hidden":
                # ∫ exp(−½(h − c)² + h·field) dh, without its factor √(2π).
                terms = field * hidden_bias + 0.5 * field.square()
            else:
                terms = torch.stack([torch.zeros_like(field), field + hidden_bias]).logsumexp(0)
            self.check(f"free_energy_{kind}", (own - terms.sum(1)).sum(), weight=weight,
                       visible_bias=visible_bias, hidden_bias=hidden_bias)

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

    def coupling_leaves(self, name):
        prefix = name + "."
        names = [key for key in self.inputs if key.startswith(prefix)]
        leaves = dict(zip((key.removeprefix(prefix) for key in names), self.leaves(*names)))
        return leaves | {"images": self.inputs["coupling_images"].clone().requires_grad_()}

    def coupling(self, name, kept, leaves, changes=1.0):
        """Scale, shift and log-determinant; a pixel changes where `changes` is 1."""
        def layer(name, images):
            weight, bias = (leaves[f"network.{name}.{kind}"] for kind in ("weight", "bias"))
            return functional.conv2d(images, weight, bias, padding=weight.shape[-1] // 2)

        hidden = layer("first", kept)
        inner = layer("block0_narrow", functional.relu(hidden))
        inner = layer("block0_middle", functional.relu(inner))
        hidden = hidden + layer("block0_widen", functional.relu(inner))
        raw, shift = layer("last", functional.relu(hidden)).chunk(2, 1)
        log_scale = leaves["scale_bound"] * torch.tanh(raw) * changes
        determinant = log_scale.sum((1, 2, 3))
        torch.testing.assert_close(self.results[f"{name}/log_determinant"], determinant.detach(),
                                   rtol=1e-5, atol=1e-5)
        return log_scale.exp(), shift * changes, determinant

    def check_coupled(self, name, values, determinant, leaves):
        torch.testing.assert_close(self.results[f"{name}/values"], values.detach(), rtol=1e-5,
                                   atol=1e-5)
        self.check(name, values.square().sum() / 2 - determinant.sum(), **leaves)

    def test_checkerboard_coupling(self):
        leaves = self.coupling_leaves("checkerboard")
        images = leaves["images"]
        even = torch.tensor([[(row + column + 1) % 2 for column in range(6)] for row in range(6)])
        scale, shift, determinant = self.coupling("checkerboard", images * (1 - even), leaves,
                                                        even)
        self.check_coupled("checkerboard", images * scale + shift, determinant, leaves)

    def test_channel_coupling(self):
        leaves = self.coupling_leaves("channels")
        images = leaves["images"]
        scale, shift, determinant = self.coupling("channels", images[:, 2:], leaves)
        values = torch.cat([images[:, :2] * scale + shift, images[:, 2:]], 1)
        self.check_coupled("channels", values, determinant, leaves)

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
