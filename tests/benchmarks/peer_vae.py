"""The MLP VAE on MNIST in eager PyTorch: one process with some threads, or DDP over gloo.

The images are held in memory as one tensor. Steps per second of a global batch of 128.
"""

import os
import socket

import h5py
import torch
from torch import distributed, multiprocessing, nn
from torch.nn import functional
from torch.nn.parallel import DistributedDataParallel

import peer

GLOBAL_BATCH = 128


class Vae(nn.Module):
    """784-400-20-400-784."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(784, 400), nn.ReLU(), nn.Linear(400, 40))
        self.decoder = nn.Sequential(nn.Linear(20, 400), nn.ReLU(), nn.Linear(400, 784))

    def forward(self, images):
        mean, log_variance = self.encoder(images).chunk(2, 1)
        latents = mean + torch.randn_like(mean) * (0.5 * log_variance).exp()
        return self.decoder(latents), mean, log_variance


def negative_elbo(logits, images, mean, log_variance):
    reconstruction = functional.binary_cross_entropy_with_logits(logits, images, reduction="sum")
    divergence = -0.5 * torch.sum(1 + log_variance - mean.pow(2) - log_variance.exp())
    return (reconstruction + divergence) / len(images)


def measure(options, rank):
    torch.set_num_threads(options.threads)
    torch.manual_seed(1 + rank)
    with h5py.File(options.data) as file:
        images = torch.from_numpy(file["train/images"][:]).to(options.device)
    images = images.flatten(1).float() / 255
    images = images[rank::options.ranks].contiguous()
    model = Vae().to(options.device)
    if options.ranks > 1:
        model = DistributedDataParallel(model, gradient_as_bucket_view=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    batch_size = GLOBAL_BATCH // options.ranks
    order, position = torch.randperm(len(images), device=images.device), 0

    def step():
        nonlocal order, position
        if position + batch_size > len(images):
            order, position = torch.randperm(len(images), device=images.device), 0
        batch = images[order[position:position + batch_size]]
        position += batch_size
        optimizer.zero_grad()
        logits, mean, log_variance = model(batch)
        negative_elbo(logits, batch, mean, log_variance).backward()
        optimizer.step()

    if options.ranks == 1:
        return peer.rate(step, options.seconds)
    return rate_together(step, options.seconds, rank)


def rate_together(step, seconds, rank):
    """All ranks take the same number of steps: rank 0 finds how many, then all are timed."""
    for num_steps in (50, None):
        if num_steps is None:
            count = torch.tensor([int(seconds * rate) + 1])
            distributed.broadcast(count, 0)
            num_steps = int(count)
        distributed.barrier()
        rate = peer.rate_of(step, num_steps)
    return rate


def run_rank(rank, options, port):
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port))
    distributed.init_process_group("gloo", rank=rank, world_size=options.ranks)
    rate = measure(options, rank)
    if rank == 0:
        peer.report(steps_per_second=rate)
    distributed.destroy_process_group()


def main():
    options = peer.arguments(__doc__, data="mnist.h5", threads=1, ranks=1)
    if options.ranks == 1:
        peer.report(steps_per_second=measure(options, 0))
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    multiprocessing.spawn(run_rank, (options, port), nprocs=options.ranks)


if __name__ == "__main__":
    main()
