"""Losses, penalties and layers of networks that play against each other, and their gradients,
against PyTorch on the same inputs."""

import math
import unittest

import parity

parity.require("torch", "safetensors")

# pylint: disable=wrong-import-position
import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional
from torch.nn.utils import parametrizations

SEED = 7  # of augmentations, as in adversarial_probe.cpp


def unit(size):
    return functional.normalize(torch.randn(size), dim=0)


def make_inputs():
    torch.manual_seed(1)
    return {
        "real_scores": torch.randn(6, 1) * 2,
        "fake_scores": torch.randn(6, 1) * 2,
        "real_patches": torch.randn(3, 1, 4, 5) * 2,
        "fake_patches": torch.randn(3, 1, 4, 5) * 2,
        # Larger ones saturate the network of the penalties: slopes on both sides of 1, so that the
        # one-sided penalty sees some of them.
        "images": torch.randn(6, 3, 8, 10) * torch.linspace(0.2, 6, 6).view(6, 1, 1, 1),
        "first": torch.randn(240, 16) * 0.02,
        "second": torch.randn(16, 1),
        "spectral_linear.input": torch.randn(3, 6),
        "spectral_linear.weight": torch.randn(4, 6),
        "spectral_linear.bias": torch.randn(4),
        "spectral_linear.left_vector": unit(4),
        "spectral_linear.right_vector": unit(6),
        "spectral_convolution.input": torch.randn(3, 2, 8, 6),
        "spectral_convolution.weight": torch.randn(5, 2, 4, 4),
        "spectral_convolution.bias": torch.randn(5),
        "spectral_convolution.left_vector": unit(5),
        "spectral_convolution.right_vector": unit(32),
        "features": torch.randn(7, 5),
        "closeness.tensor": torch.randn(5, 3, 2) * 0.3,
        "mixture": torch.randn(7, 8),
        "virtual.weight": torch.randn(5),
        "virtual.bias": torch.randn(5),
        "logits": torch.randn(6, 10) * 3,
        "categories": functional.one_hot(torch.arange(6), 10).float(),
        "means": torch.randn(6, 2),
        "codes": torch.rand(6, 2) * 2 - 1,
    }


def scores_as(target):
    """Cross-entropy against one target for all scores."""
    return lambda scores: functional.binary_cross_entropy_with_logits(
        scores, torch.full_like(scores, target))


def distance_to(target):
    return lambda scores: functional.mse_loss(scores, torch.full_like(scores, target))


# Of real scores with a target, of fake ones, and the generator's of fake ones.
GAMES = {
    "non_saturating": (scores_as, scores_as(0.0), scores_as(1.0)),
    "minimax": (scores_as, scores_as(0.0),
                lambda scores: torch.log(1 - torch.sigmoid(scores)).mean()),
    "least_squares": (distance_to, distance_to(0.0), distance_to(1.0)),
    "hinge": (lambda _: lambda scores: functional.relu(1 - scores).mean(),
              lambda scores: functional.relu(1 + scores).mean(), lambda scores: -scores.mean()),
    "wasserstein": (lambda _: lambda scores: -scores.mean(), torch.mean,
                    lambda scores: -scores.mean()),
}


def brightness_saturation_contrast(images):
    """Of each image, in this order (Zhao et al., 2020)."""
    count = images.size(0)
    images = images + (torch.rand(count, 1, 1, 1) - 0.5)
    grey = images.mean(1, keepdim=True)
    images = (images - grey) * (torch.rand(count, 1, 1, 1) * 2) + grey
    mean = images.mean((1, 2, 3), keepdim=True)
    return (images - mean) * (torch.rand(count, 1, 1, 1) + 0.5) + mean


def translation(images):
    count, _, height, width = images.shape
    rows, columns = (int(size * 0.125 + 0.5) for size in (height, width))
    down = torch.randint(-rows, rows + 1, (count,))
    right = torch.randint(-columns, columns + 1, (count,))
    padded = functional.pad(images, (columns, columns, rows, rows))
    return torch.stack([image[:, rows + y:rows + y + height, columns + x:columns + x + width]
                        for image, y, x in zip(padded, down.tolist(), right.tolist())])


def cutout(images):
    count, _, height, width = images.shape
    sides = [int(size * 0.5 + 0.5) for size in (height, width)]
    centres = [torch.randint(0, size + 1 - side % 2, (count,))
               for size, side in zip((height, width), sides)]
    mask = torch.ones(count, 1, height, width)
    for index in range(count):
        low = [int(centre[index]) - side // 2 for centre, side in zip(centres, sides)]
        mask[index, :, max(low[0], 0):low[0] + sides[0], max(low[1], 0):low[1] + sides[1]] = 0
    return images * mask


class AdversarialTest(parity.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inputs = make_inputs()
        source, target = cls.directory / "inputs.safetensors", cls.directory / "out.safetensors"
        save_file(cls.inputs, source)
        parity.run("adversarial_probe", source, target)
        cls.results = load_file(target)

    def leaves(self, *names):
        return [self.inputs[name].clone().requires_grad_() for name in names]

    def same(self, name, value, tolerance=1e-5):
        torch.testing.assert_close(self.results[name], value.detach(), rtol=tolerance, atol=1e-6)

    def check(self, name, loss, **leaves):
        """Compares the loss, and its gradient by each leaf."""
        self.same(name, loss)
        gradients = torch.autograd.grad(loss, list(leaves.values()), retain_graph=True)
        for leaf, gradient in zip(leaves, gradients):
            self.same(f"{name}/{leaf}", gradient, 1e-4)

    def test_losses_of_both_players(self):
        for kind, (of_real, of_fake, of_generator) in GAMES.items():
            for shape in ("scores", "patches"):
                for suffix, target in (("", 1.0), ("_smoothed", 0.9)):
                    real, fake = self.leaves(f"real_{shape}", f"fake_{shape}")
                    real_loss, fake_loss = of_real(target)(real), of_fake(fake)
                    name = f"{kind}_{shape}{suffix}"
                    with self.subTest(name):
                        self.check(name, real_loss + fake_loss, real=real, fake=fake)
                        self.same(name + "/real_loss", real_loss)
                        self.same(name + "/fake_loss", fake_loss)
                (fake,) = self.leaves(f"fake_{shape}")
                with self.subTest(f"{kind}_{shape}_generator"):
                    self.check(f"{kind}_{shape}_generator", of_generator(fake), fake=fake)

    def test_penalties(self):
        first, second = self.leaves("first", "second")
        points = self.inputs["images"].clone().requires_grad_()
        scores = torch.tanh(points.flatten(1) @ first) @ second
        (slopes,) = torch.autograd.grad(scores.sum(), points, create_graph=True)
        norms = slopes.flatten(1).norm(dim=1)
        self.assertTrue(0 < int((norms > 1).sum()) < 6, norms)
        weights = {"first": first, "second": second}
        self.check("zero_centered", norms.square().mean(), **weights)
        self.check("two_sided", (norms - 1).square().mean(), **weights)
        self.check("one_sided", functional.relu(norms - 1).square().mean(), **weights)
        for name in ("two_sided", "one_sided"):
            self.same(name + "/mean_norm", norms.mean())

    def check_spectral(self, name, layer):
        value = {key.removeprefix(name + "."): tensor for key, tensor in self.inputs.items()
                 if key.startswith(name + ".")}
        layer = parametrizations.spectral_norm(layer)
        norm, original = layer.parametrizations.weight[0], layer.parametrizations.weight.original
        with torch.no_grad():
            original.copy_(value["weight"])
            layer.bias.copy_(value["bias"])
            norm._u.copy_(value["left_vector"])  # pylint: disable=protected-access
            norm._v.copy_(value["right_vector"])  # pylint: disable=protected-access
            for _ in range(2):
                layer(value["input"])
        loss = layer(value["input"]).square().sum()
        self.check(name, loss, weight=original, bias=layer.bias)
        self.same(name + "/left_vector", norm._u)  # pylint: disable=protected-access
        self.same(name + "/right_vector", norm._v)  # pylint: disable=protected-access
        layer.eval()
        points = value["input"].clone().requires_grad_()
        (slopes,) = torch.autograd.grad(torch.tanh(layer(points)).sum(), points,
                                        create_graph=True)
        self.check(name + "_penalty", slopes.flatten(1).square().sum(1).mean(), weight=original)

    def test_spectral_norm(self):
        self.check_spectral("spectral_linear", torch.nn.Linear(6, 4))
        self.check_spectral("spectral_convolution", torch.nn.Conv2d(2, 5, 4, 2, 1))

    def test_minibatch_discrimination(self):
        features, tensor = self.leaves("features", "closeness.tensor")
        matrices = torch.einsum("nf,fkd->nkd", features, tensor)
        closeness = torch.stack([
            torch.stack([torch.exp(-(own - other).abs().sum(1)) for j, other in enumerate(matrices)
                         if i != j]).mean(0)
            for i, own in enumerate(matrices)])
        output = torch.cat([features, closeness], 1)
        self.check("closeness", (output * self.inputs["mixture"]).sum(), features=features,
                   tensor=tensor)

    def test_virtual_batch_norm(self):
        features, weight, bias = self.leaves("features", "virtual.weight", "virtual.bias")
        reference = features[:4]
        rows = [functional.batch_norm(reference, None, None, weight, bias, training=True)]
        for row in features[4:]:
            together = torch.cat([reference, row[None]])
            rows.append(functional.batch_norm(together, None, None, weight, bias,
                                              training=True)[-1:])
        self.check("virtual", torch.cat(rows).tanh().square().sum(), features=features,
                   weight=weight, bias=bias)

    def test_augmentations(self):
        for name, policy in (("color", brightness_saturation_contrast),
                             ("translation", translation), ("cutout", cutout)):
            (images,) = self.leaves("images")
            torch.manual_seed(SEED)
            self.check(name, policy(images).square().sum(), images=images)

    def test_information(self):
        """E log Q(c|x) + H(c), with the densities of torch.distributions."""
        logits, means = self.leaves("logits", "means")
        posterior = torch.distributions.OneHotCategorical(logits=logits)
        entropy = torch.distributions.Categorical(torch.full((10,), 0.1)).entropy()
        bound = posterior.log_prob(self.inputs["categories"]).mean() + entropy
        self.check("categorical", bound, logits=logits)
        for name, deviation in (("continuous", 1.0), ("narrow", 0.3)):
            density = torch.distributions.Normal(means, deviation).log_prob(self.inputs["codes"])
            self.check(name, density.sum(1).mean() + 2 * math.log(2), means=means)


if __name__ == "__main__":
    unittest.main()
