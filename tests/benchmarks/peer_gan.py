"""A tiny MLP GAN in eager PyTorch: one thread, fused Adam. Steps per second."""

import torch
from torch import nn
from torch.nn import functional

import peer

BATCH = 64


def perceptron(*widths):
    layers = []
    for before, after in zip(widths, widths[1:]):
        layers += [nn.Linear(before, after), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers[:-1])


def main():
    options = peer.arguments(__doc__, threads=1)
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    device = options.device
    generator = perceptron(64, 64, 64, 2).to(device)
    discriminator = perceptron(2, 64, 64, 1).to(device)
    settings = {"lr": 2e-4, "betas": (0.5, 0.999), "fused": True}
    generator_optimizer = torch.optim.Adam(generator.parameters(), **settings)
    discriminator_optimizer = torch.optim.Adam(discriminator.parameters(), **settings)
    samples = torch.randn(65536, 2, device=device)
    ones, zeros = (make(BATCH, 1, device=device) for make in (torch.ones, torch.zeros))
    loss = functional.binary_cross_entropy_with_logits
    order, position = torch.randperm(len(samples), device=device), 0

    def step():
        nonlocal order, position
        if position + BATCH > len(samples):
            order, position = torch.randperm(len(samples), device=device), 0
        real = samples[order[position:position + BATCH]]
        position += BATCH

        with torch.no_grad():
            fake = generator(torch.randn(BATCH, 64, device=device))
        discriminator_optimizer.zero_grad()
        (loss(discriminator(real), ones) + loss(discriminator(fake), zeros)).backward()
        discriminator_optimizer.step()

        # Its weights need no gradients while the generator learns from it.
        discriminator.requires_grad_(False)
        generator_optimizer.zero_grad()
        loss(discriminator(generator(torch.randn(BATCH, 64, device=device))), ones).backward()
        generator_optimizer.step()
        discriminator.requires_grad_(True)

    peer.report(steps_per_second=peer.rate(step, options.seconds))


if __name__ == "__main__":
    main()
