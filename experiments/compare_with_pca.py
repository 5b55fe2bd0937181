"""A linear autoencoder beside principal component analysis of the same data.

compare_with_pca.py RUN DATA prints the test MSE per pixel of both, and the principal angles between
the decoder's columns and the first principal directions. Uses the newest checkpoint.
"""

import json
import pathlib
import sys

import h5py
import torch
from safetensors.torch import load_file


def pixels(file, group):
    return torch.from_numpy(file[group]["images"][:]).flatten(1).double() / 255


def main(run, data):
    checkpoint = sorted(pathlib.Path(run, "checkpoints").glob("step-*"))[-1]
    weights = load_file(checkpoint / "networks.safetensors")
    decoder, bias = (weights[f"decoder.0.{name}"].double() for name in ("weight", "bias"))
    encoder, shift = (weights[f"encoder.0.{name}"].double() for name in ("weight", "bias"))
    units = decoder.shape[1]
    with h5py.File(data) as file:
        train, test = pixels(file, "train"), pixels(file, "test")
    mean = train.mean(0)
    covariance = (train - mean).T @ (train - mean)
    directions = torch.linalg.eigh(covariance).eigenvectors[:, -units:]

    centred = test - mean
    of_pca = (centred - centred @ directions @ directions.T).square().mean()
    of_run = ((test @ encoder.T + shift) @ decoder.T + bias - test).square().mean()
    columns = torch.linalg.qr(decoder).Q
    cosines = torch.linalg.svdvals(columns.T @ directions).clamp(max=1)
    print(json.dumps({
        "units": units,
        "test_mse": float(of_run),
        "test_mse_of_pca": float(of_pca),
        "ratio": float(of_run / of_pca),
        "mean_squared_cosine": float(cosines.square().mean()),
        "largest_angle_degrees": float(torch.rad2deg(torch.acos(cosines.min()))),
    }, indent=1))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
