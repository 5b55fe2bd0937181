"""The WGAN-GP on MNIST in eager PyTorch, 16 base channels, one process with some threads.

The images are held in memory as one tensor. Steps per second: five critic updates and one of the
generator, each with a batch of 64.
"""

import torch
from torch import nn

import peer

BATCH, LATENT, BASE, CRITIC_UPDATES, PENALTY_WEIGHT = 64, 128, 16, 5, 10.0


def make_critic():
    layers, channels = [], 1
    for width in (BASE, 2 * BASE, 4 * BASE):  # 28 14 7 4
        layers += [nn.Conv2d(channels, width, 5, 2, 2), nn.LeakyReLU(0.2, inplace=True)]
        channels = width
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(16 * channels, 1))


def make_generator():
    layers = [nn.Linear(LATENT, 4 * BASE * 16), nn.Unflatten(1, (4 * BASE, 4, 4))]
    for before, after, padding in ((4 * BASE, 2 * BASE, 0), (2 * BASE, BASE, 1), (BASE, 1, 1)):
        layers += [nn.ReLU(inplace=True),
                   nn.ConvTranspose2d(before, after, 5, 2, 2, output_padding=padding)]
    return nn.Sequential(*layers, nn.Tanh())


def gradient_penalty(critic, real, fake):
    position = torch.rand(len(real), 1, 1, 1, device=real.device)
    points = torch.lerp(fake, real, position).requires_grad_(True)
    gradient, = torch.autograd.grad(critic(points).sum(), points, create_graph=True)
    return (gradient.flatten(1).square().sum(1).add(1e-12).sqrt() - 1).square().mean()


def main():
    options = peer.arguments(__doc__, data="mnist.h5", threads=1)
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    batches = peer.Images(options.data, BATCH, options.device)
    critic, generator = make_critic().to(options.device), make_generator().to(options.device)
    settings = {"lr": 1e-4, "betas": (0.5, 0.9), "fused": True}
    critic_optimizer = torch.optim.Adam(critic.parameters(), **settings)
    generator_optimizer = torch.optim.Adam(generator.parameters(), **settings)

    def step():
        for _ in range(CRITIC_UPDATES):
            real = batches.next()
            with torch.no_grad():
                fake = generator(torch.randn(BATCH, LATENT, device=options.device))
            critic_optimizer.zero_grad()
            loss = critic(fake).mean() - critic(real).mean()
            (loss + PENALTY_WEIGHT * gradient_penalty(critic, real, fake)).backward()
            critic_optimizer.step()
        # Its weights need no gradients while the generator learns from it.
        critic.requires_grad_(False)
        generator_optimizer.zero_grad()
        (-critic(generator(torch.randn(BATCH, LATENT, device=options.device))).mean()).backward()
        generator_optimizer.step()
        critic.requires_grad_(True)

    peer.report(steps_per_second=peer.rate(step, options.seconds))


if __name__ == "__main__":
    main()
