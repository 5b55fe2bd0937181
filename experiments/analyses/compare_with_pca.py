"""Autoencoders beside principal component analysis of the same data with as many units.

compare_with_pca.py RUN... DATA prints of each run its last test MSE per pixel, on clean and on
corrupted input where it denoises, and that of the projection on the first principal directions of
the training split. Of a linear autoencoder also the principal angles between the columns of its
decoder and these directions.
"""

import json
import pathlib
import re
import sys

import h5py
import torch
from safetensors.torch import load_file


def pixels(file, group):
    return torch.from_numpy(file[group]["images"][:]).flatten(1).double() / 255


def errors_of(run):
    """The last values of every test metric that is a squared error."""
    errors = {}
    for line in pathlib.Path(run, "metrics.jsonl").read_text().splitlines():
        errors |= {name: value for name, value in json.loads(line).items()
                   if name.startswith("test/") and name.endswith("mse")}
    return errors


def code_size(run):
    return int(re.search(r"latent_size: (\d+)", pathlib.Path(run, "config.yaml").read_text())[1])


def angles(run, directions):
    """Between what a linear decoder spans and the directions; nothing of a deeper one."""
    checkpoint = sorted(pathlib.Path(run, "checkpoints").glob("step-*"))[-1]
    weights = load_file(checkpoint / "networks.safetensors")
    layers = [weight for name, weight in weights.items()
              if name.startswith("decoder.") and name.endswith("weight")]
    if len(layers) != 1:
        return {}
    columns = torch.linalg.qr(layers[0].double()).Q
    cosines = torch.linalg.svdvals(columns.T @ directions).clamp(max=1)
    return {"mean_squared_cosine": float(cosines.square().mean()),
            "largest_angle_degrees": float(torch.rad2deg(torch.acos(cosines.min())))}


def main(runs, data):
    with h5py.File(data) as file:
        train, test = pixels(file, "train"), pixels(file, "test")
    mean = train.mean(0)
    directions = torch.linalg.eigh((train - mean).T @ (train - mean)).eigenvectors.flip(1)
    centred = test - mean
    for run in runs:
        units = code_size(run)
        first = directions[:, :units]
        of_pca = float((centred - centred @ first @ first.T).square().mean())
        errors = errors_of(run)
        print(json.dumps({"run": run, "units": units, **errors, "test_mse_of_pca": of_pca,
                          "ratios": [value / of_pca for value in errors.values()],
                          **angles(run, first)}, indent=1))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1:-1], sys.argv[-1])
