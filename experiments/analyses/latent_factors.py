"""What the latents of a convolutional VAE hold: `latent_factors.py RUN DATA`.

Prints, over the first 4000 test images, the KL divergence of each latent from the prior in nats, and
for each latent in use which share of the variance of its mean is explained by each factor that the
images were made from. Needs torch, safetensors and h5py.
"""

import pathlib
import sys

import h5py
import numpy
import torch
from safetensors.torch import load_file
from torch.nn import functional

COUNT = 4000
FACTORS = ("shape", "scale", "orientation", "x", "y")  # columns 1 to 5 of latents/values
IN_USE = 0.1  # nats


def posterior(weights, images):
    """Means and log-variances that the encoder gives, (N, latent) each."""
    names = sorted((name for name in weights if name.startswith("encoder.") and
                    name.endswith(".weight")), key=lambda name: int(name.split(".")[1]))
    values = images
    for name in names:
        weight, bias = weights[name], weights[name.replace(".weight", ".bias")]
        if weight.dim() == 4:
            values = functional.conv2d(values, weight, bias, stride=2, padding=1)
        else:
            values = functional.linear(values.flatten(1), weight, bias)
        if name != names[-1]:
            values = functional.relu(values)
    return values.chunk(2, 1)


def explained(values, factor):
    """The share of the variance of `values` that lies between the groups of equal `factor`."""
    groups = [values[factor == value] for value in numpy.unique(factor)]
    between = sum(len(group) * (group.mean() - values.mean()) ** 2 for group in groups)
    return between / ((values - values.mean()) ** 2).sum()


def main(run, data):
    checkpoint = max((pathlib.Path(run) / "checkpoints").glob("step-*"))
    weights = load_file(checkpoint / "networks.safetensors")
    with h5py.File(data) as file:
        images = torch.tensor(file["test/images"][:COUNT]).permute(0, 3, 1, 2).float() / 255
        factors = file["test/latents/values"][:COUNT]
    with torch.no_grad():
        mean, log_variance = posterior(weights, images)
    divergences = 0.5 * (mean.square() + log_variance.exp() - log_variance - 1).mean(0)
    print(f"{checkpoint.name}: {float(divergences.sum()):.2f} nats in all")
    print(f"{'latent':>6} {'KL':>6} " + " ".join(f"{name:>11}" for name in FACTORS))
    for latent, divergence in enumerate(divergences.tolist()):
        if divergence < IN_USE:
            print(f"{latent:>6} {divergence:>6.2f}")
            continue
        shares = [explained(mean[:, latent].numpy(), factors[:, 1 + k])
                  for k in range(len(FACTORS))]
        print(f"{latent:>6} {divergence:>6.2f} " + " ".join(f"{share:>11.2f}" for share in shares))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: latent_factors.py RUN DATA")
    main(*sys.argv[1:])
