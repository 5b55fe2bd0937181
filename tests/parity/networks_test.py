"""Networks that were trained elsewhere against PyTorch, on random weights in float64: Inception
against that of torch-fidelity, the small ones against what is written here."""

import subprocess
import sys
import unittest

import parity

parity.require("torch", "safetensors", "torch_fidelity")

# pylint: disable=wrong-import-position
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch.nn import functional
from torch_fidelity.feature_extractor_inceptionv3 import FeatureExtractorInceptionV3

CONVERTER = parity.ROOT / "framework/metrics/feature_networks/convert_inception.py"
sys.path.insert(0, str(CONVERTER.parent))

import convert_inception


def drawn(shapes):
    """Weights by name, which keep activations near 1 and variances positive."""
    weights = {}
    for name, shape in shapes.items():
        if name.endswith("running_var") or (name.endswith("weight") and len(shape) == 1):
            weights[name] = torch.rand(shape) + 0.5
        elif len(shape) == 1:
            weights[name] = torch.randn(shape) * 0.3
        else:
            weights[name] = torch.randn(shape) * (2 / torch.tensor(shape[1:]).prod()).sqrt()
    return weights


def resnet_shapes(blocks):
    shapes = {"conv1": (16, 3, 3, 3), "bn1": (16,)}
    inputs = 16
    for group, channels in enumerate((16, 32, 64), 1):
        for block in range(blocks):
            name = f"layer{group}.{block}."
            shapes |= {name + "conv1": (channels, inputs, 3, 3), name + "bn1": (channels,),
                       name + "conv2": (channels, channels, 3, 3), name + "bn2": (channels,)}
            inputs = channels
    parts = {f"{name}.{part}": shape for name, shape in shapes.items()
             for part in ("weight", "bias", "running_mean", "running_var")
             if len(shape) == 1 or part == "weight"}
    return parts | {"linear.weight": (10, 64), "linear.bias": (10,)}


def resnet(weights, images):
    def layer(images, name, number, stride=1):
        images = functional.conv2d(images, weights[f"{name}conv{number}.weight"], None, stride, 1)
        return functional.batch_norm(images, *(weights[f"{name}bn{number}.{part}"] for part in (
            "running_mean", "running_var", "weight", "bias")))

    images = layer(images, "", 1).relu()
    blocks = sorted({name[:9] for name in weights if name.startswith("layer")})
    for name in blocks:
        stride = 2 if name in ("layer2.0.", "layer3.0.") else 1
        inner = layer(layer(images, name, 1, stride).relu(), name, 2)
        if stride == 2:
            added = images.shape[1] // 2
            images = functional.pad(images[:, :, ::2, ::2], (0, 0, 0, 0, added, added))
        images = (inner + images).relu()
    features = images.mean((2, 3))
    return features, functional.linear(features, weights["linear.weight"], weights["linear.bias"])


LENET_SHAPES = {"convnet.c1": (6, 1, 5, 5), "convnet.c3": (16, 6, 5, 5),
                "convnet.c5": (120, 16, 5, 5), "fc.f6": (84, 120), "fc.f7": (10, 84)}


def lenet5(weights, images):
    def layer(function, images, name):
        return function(images, weights[name + ".weight"], weights[name + ".bias"])

    for name in ("convnet.c1", "convnet.c3"):
        images = functional.max_pool2d(layer(functional.conv2d, images, name).relu(), 2)
    rows = layer(functional.conv2d, images, "convnet.c5").relu().flatten(1)
    features = layer(functional.linear, rows, "fc.f6").relu()
    return features, layer(functional.linear, features, "fc.f7")


class NetworksTest(parity.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        torch.manual_seed(2)
        cls.inception = drawn(convert_inception.expected_shapes())
        cls.pth = cls.directory / "inception.pth"
        torch.save(cls.inception | {name.replace("weight", "num_batches_tracked"): torch.tensor(7)
                                    for name in cls.inception if name.endswith("bn.weight")},
                   cls.pth)

    def run_network(self, name, weights, images):
        """What tandem makes of images, in float64."""
        source, target = self.directory / "in.safetensors", self.directory / "out.safetensors"
        tensors = {key: tensor.double().contiguous() for key, tensor in weights.items()}
        save_file(tensors | {"images": images.double().contiguous()}, source)
        parity.run("networks_probe", "run", name, source, target)
        return load_file(target)

    def see(self, named, pixels):
        """The name of a network and its identity, and what it sees."""
        source, target = self.directory / "in.safetensors", self.directory / "out.safetensors"
        save_file({"pixels": pixels}, source)
        said = parity.run("networks_probe", "see", named, source, target).splitlines()
        return said, load_file(target)

    def check(self, found, features, logits):
        torch.testing.assert_close(found["features"], features, rtol=1e-9, atol=1e-9)
        torch.testing.assert_close(found["logits"], logits, rtol=1e-9, atol=1e-9)
        for expected in (features, logits):
            self.assertGreater(float(expected.std()), 1e-3, "there is something to compare")

    def test_inception(self):
        judge = FeatureExtractorInceptionV3("judge", ["logits_unbiased"],
                                            feature_extractor_weights_path=str(self.pth)).double()
        # Its option of this name takes "float64" for float32.
        judge.feature_extractor_internal_dtype = torch.float64
        pooled = []
        judge.AvgPool.register_forward_hook(lambda _, __, output: pooled.append(output))
        images = torch.randint(256, (1, 3, 32, 310), dtype=torch.uint8)
        judge(images)
        features = pooled[0].flatten(1)  # before torch-fidelity rounds them to float32
        self.check(self.run_network("inception", self.inception, images), features,
                   features @ judge.fc.weight.T)

    def test_resnet(self):
        weights = {name: tensor.double() for name, tensor in drawn(resnet_shapes(3)).items()}
        images = torch.randn(2, 3, 32, 32, dtype=torch.float64)
        self.check(self.run_network("resnet20", weights, images), *resnet(weights, images))

    def test_lenet(self):
        shapes = {f"{name}.{part}": shape if part == "weight" else shape[:1]
                  for name, shape in LENET_SHAPES.items() for part in ("weight", "bias")}
        weights = {name: tensor.double() for name, tensor in drawn(shapes).items()}
        images = torch.rand(3, 1, 32, 32, dtype=torch.float64)
        self.check(self.run_network("lenet5", weights, images), *lenet5(weights, images))

    def convert(self, source):
        target = self.directory / "inception.safetensors"
        done = subprocess.run([sys.executable, "-B", str(CONVERTER), str(source), str(target)],
                              capture_output=True, text=True, check=False)
        return done, target

    def test_conversion(self):
        """The file holds the tensors, and tandem finds the digest that is written into it."""
        done, path = self.convert(self.pth)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("is not the published file", done.stderr)
        converted = load_file(path)
        self.assertEqual(converted.keys(), self.inception.keys())
        for name, tensor in converted.items():
            self.assertTrue(torch.equal(tensor, self.inception[name]), name)
        with safe_open(path, "pt") as file:
            metadata = file.metadata()
        self.assertNotEqual(metadata["source_sha256"], convert_inception.PUBLISHED_SHA256)
        said, _ = self.see(f"inception={path}", torch.zeros(1, 9, 8, 1, dtype=torch.uint8))
        self.assertEqual(said, ["inception", "inception " + metadata["tensors_xxh3"]])

    def test_conversion_of_another_network(self):
        other = dict(self.inception)
        del other["fc.bias"]
        other["fc.weight"] = torch.zeros(1000, 2048)
        path = self.directory / "other.pth"
        torch.save(other, path)
        done, _ = self.convert(path)
        self.assertEqual(done.returncode, 1)
        self.assertIn("fc.bias is missing", done.stderr)
        self.assertIn("fc.weight is torch.float32 (1000, 2048), not float32 (1008, 2048)",
                      done.stderr)


if __name__ == "__main__":
    unittest.main()
