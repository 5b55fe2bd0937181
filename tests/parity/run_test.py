"""A trained VAE as Python sees it: the weights give the same ELBO, TensorBoard reads the events."""

import json
import struct
import unittest

import parity

parity.require("torch", "safetensors", "h5py", "tensorboard")

# pylint: disable=wrong-import-position
import h5py
import mnist_files
import torch
from safetensors.torch import load_file
from tensorboard.backend.event_processing import event_accumulator
from torch import nn
from torch.nn import functional

SEED = 3  # of the run; what evaluations draw has a seed of its own, 0
STEPS = 60
CHUNK = 500
EVALUATION_STREAM = 4  # Stream::kEvaluation of framework/core/seed.h
MASK = (1 << 64) - 1


def mix_bits(value):
    value = (value + 0x9E3779B97F4A7C15) & MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & MASK
    return value ^ (value >> 31)


def mix_seed(*fields):
    """The seed of a random stream, as in framework/core/seed.h."""
    seed = len(fields)
    for field in fields:
        seed = mix_bits(seed ^ mix_bits(field))
    return seed


class Vae(nn.Module):
    """784-400-20-400-784, with tandem's names of parameters."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(784, 400), nn.ReLU(), nn.Linear(400, 40))
        self.decoder = nn.Sequential(nn.Linear(20, 400), nn.ReLU(), nn.Linear(400, 784))

    def terms(self, images):
        """Sums of reconstruction error and KL divergence over the images, in nats."""
        mean, log_variance = self.encoder(images).chunk(2, 1)
        latents = mean + torch.randn_like(mean) * (0.5 * log_variance).exp()
        reconstruction = functional.binary_cross_entropy_with_logits(
            self.decoder(latents), images, reduction="sum")
        divergence = -0.5 * (1 + log_variance - mean.pow(2) - log_variance.exp()).sum()
        return float(reconstruction), float(divergence)


class RunTest(parity.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.data = cls.directory / "mnist.h5"
        cls.run_directory = cls.directory / "run"
        parity.run("tandem", "pack", "mnist", "--from", mnist_files.find_or_make(cls.directory),
                   "--output", cls.data)
        parity.run("tandem", "train", "experiments/vae/mnist.yaml", f"data.path={cls.data}",
                   f"seed={SEED}", f"steps={STEPS}", "device=cpu", "report.every=20",
                   f"evaluation.every={STEPS}", f"samples.every={STEPS}", "--ranks", 1, "--run",
                   cls.run_directory)
        cls.weights = load_file(
            cls.run_directory / "checkpoints" / f"step-{STEPS:08d}" / "networks.safetensors")
        with open(cls.run_directory / "metrics.jsonl", encoding="utf-8") as lines:
            cls.metrics = [line for line in map(json.loads, lines) if "checkpoint" not in line]

    def python_values(self):
        """Means over the test split, with the same noise: the CPU generator is the same one."""
        model = Vae()
        model.load_state_dict(self.weights)
        with h5py.File(self.data) as file:
            images = torch.from_numpy(file["test/images"][:]).flatten(1).float() / 255
        sums = [0.0, 0.0]
        with torch.no_grad():
            for chunk, part in enumerate(images.split(CHUNK)):
                torch.manual_seed(mix_seed(EVALUATION_STREAM, 0, STEPS, 0, chunk))
                sums = [total + value for total, value in zip(sums, model.terms(part))]
        reconstruction, divergence = (total / len(images) for total in sums)
        return {"reconstruction": reconstruction, "kl": divergence,
                "negative_elbo": reconstruction + divergence}

    def assert_relative(self, value, expected, tolerance=1e-4):
        self.assertLessEqual(abs(value - expected), tolerance * abs(expected),
                             f"{value} is not {expected}")

    def test_same_elbo_in_python(self):
        values = json.loads(parity.run("tandem", "evaluate", self.run_directory, "--json",
                                       "--metrics", "objective_terms"))[0]
        evaluated = {name: value["value"] for name, value in values["values"].items()}
        for name, expected in self.python_values().items():
            self.assert_relative(evaluated[f"elbo/{name}"], expected)
            # What training computed at that step is what the command computes.
            self.assertEqual(self.metrics[-1][f"test/elbo/{name}"],
                             evaluated[f"elbo/{name}"])

    def test_names_of_weights(self):
        self.assertEqual(set(self.weights), set(Vae().state_dict()))

    def test_tensorboard_reads_scalars(self):
        events = self.read_events()
        for line in self.metrics:
            for tag, value in line.items():
                if tag in ("step", "digest"):
                    continue
                stored = {event.step: event.value for event in events.Scalars(tag)}
                as_float = struct.unpack("f", struct.pack("f", value))[0]
                self.assertEqual(stored[line["step"]], as_float, tag)

    def test_tensorboard_reads_images(self):
        events = self.read_events()
        tags = events.Tags()["images"]
        self.assertTrue(tags, "no images among the events")
        grids = {path.read_bytes() for path in (self.run_directory / "samples").glob("*.png")}
        self.assertTrue(grids)
        for tag in tags:
            image = events.Images(tag)[-1]
            self.assertEqual(image.step, STEPS)
            self.assertIn(image.encoded_image_string, grids)
            size = struct.unpack(">II", image.encoded_image_string[16:24])
            self.assertEqual((image.width, image.height), size)

    def read_events(self):
        accumulator = event_accumulator.EventAccumulator(str(self.run_directory))
        accumulator.Reload()
        return accumulator


if __name__ == "__main__":
    unittest.main()
