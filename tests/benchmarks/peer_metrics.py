"""Fréchet distance, kernel distance, inception score, precision, recall, density and coverage of
features that are there already, by torchmetrics and prdc with two threads."""

import time

import peer
import prdc
import torch
from torchmetrics.image.fid import _compute_fid
from torchmetrics.image.kid import poly_mmd

SPLITS = 10
SUBSETS = 100
SUBSET_SIZE = 1000
CLASSES = 10


def moments(features):
    mean = features.mean(0)
    centred = features - mean
    return mean, centred.T @ centred / (len(features) - 1)


def frechet_distance(real, fake):
    (mean, covariance), (other_mean, other) = moments(real.double()), moments(fake.double())
    return _compute_fid(mean, covariance, other_mean, other).item()


def kernel_distance(real, fake):
    """As torchmetrics.image.kid.KernelInceptionDistance.compute does it."""
    values = []
    for _ in range(SUBSETS):
        chosen = real[torch.randperm(len(real))[:SUBSET_SIZE]]
        other = fake[torch.randperm(len(fake))[:SUBSET_SIZE]]
        values.append(poly_mmd(chosen, other))
    return torch.stack(values).mean().item()


def inception_score(logits):
    """As torchmetrics.image.inception.InceptionScore.compute does it."""
    chunks = logits[torch.randperm(len(logits))].chunk(SPLITS)
    scores = []
    for chunk in chunks:
        probabilities, logarithms = chunk.softmax(1), chunk.log_softmax(1)
        mean = probabilities.mean(0, keepdim=True)
        divergence = probabilities * (logarithms - mean.log())
        scores.append(divergence.sum(1).mean().exp())
    return torch.stack(scores).mean().item()


def main():
    options = peer.arguments(__doc__, rows=10000, features=64)
    torch.set_num_threads(2)
    torch.manual_seed(1)
    real = torch.randint(256, (options.rows, options.features)) / 255
    fake = torch.randint(256, (options.rows, options.features)) / 255
    begin = time.perf_counter()
    values = {"fid": frechet_distance(real, fake), "kid": kernel_distance(real, fake),
              "inception_score": inception_score(fake[:, :CLASSES] * 8),
              **prdc.compute_prdc(real.numpy(), fake.numpy(), nearest_k=5)}
    seconds = time.perf_counter() - begin
    peer.report(evaluations_per_second=1 / seconds,
                values={name: float(value) for name, value in values.items()})


if __name__ == "__main__":
    main()
