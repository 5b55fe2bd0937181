"""The CycleGAN of experiments/cyclegan/mnist.yaml in eager PyTorch, one process with some threads.

The images are held in memory. Steps per second: one update of both generators and one of both
discriminators, with 16 images of each domain and a pool of 50.
"""

import itertools
import random

import torch
from torch import nn
from torch.nn import functional

import peer

BATCH, BASE, BLOCKS, CYCLE_WEIGHT, POOL_SIZE = 16, 16, 3, 10.0, 50


def norm_and_activation(channels):
    return [nn.InstanceNorm2d(channels, affine=True), nn.ReLU(inplace=True)]


class ResidualBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.layers = nn.Sequential(
            nn.ReflectionPad2d(1), nn.Conv2d(channels, channels, 3), *norm_and_activation(channels),
            nn.ReflectionPad2d(1), nn.Conv2d(channels, channels, 3),
            nn.InstanceNorm2d(channels, affine=True))

    def forward(self, images):
        return images + self.layers(images)


def make_generator():
    layers = [nn.ReflectionPad2d(3), nn.Conv2d(1, BASE, 7), *norm_and_activation(BASE)]
    for channels in (BASE, 2 * BASE):
        layers += [nn.Conv2d(channels, 2 * channels, 3, 2, 1), *norm_and_activation(2 * channels)]
    layers += [ResidualBlock(4 * BASE) for _ in range(BLOCKS)]
    for channels in (4 * BASE, 2 * BASE):
        layers += [nn.ConvTranspose2d(channels, channels // 2, 3, 2, 1, output_padding=1),
                   *norm_and_activation(channels // 2)]
    return nn.Sequential(*layers, nn.ReflectionPad2d(3), nn.Conv2d(BASE, 1, 7), nn.Tanh())


def make_discriminator():
    return nn.Sequential(
        nn.Conv2d(1, BASE, 4, 2, 1), nn.LeakyReLU(0.2, inplace=True),
        nn.Conv2d(BASE, 2 * BASE, 4, 1, 1), nn.InstanceNorm2d(2 * BASE, affine=True),
        nn.LeakyReLU(0.2, inplace=True), nn.Conv2d(2 * BASE, 1, 4, 1, 1))


class ImagePool:
    def __init__(self):
        self.images = []

    def exchange(self, images):
        results = []
        for image in images:
            if len(self.images) < POOL_SIZE:
                self.images.append(image)
            elif random.random() < 0.5:
                place = random.randrange(POOL_SIZE)
                image, self.images[place] = self.images[place], image
            results.append(image)
        return torch.stack(results)


def least_squares(scores, target):
    return (scores - target).square().mean()


class CycleGan:
    """Networks, optimisers and one step."""

    def __init__(self, device):
        self.to_b, self.to_a = (make_generator().to(device) for _ in range(2))
        self.judge_a, self.judge_b = (make_discriminator().to(device) for _ in range(2))
        self.pool_a, self.pool_b = ImagePool(), ImagePool()
        settings = {"lr": 2e-4, "betas": (0.5, 0.999), "fused": True}
        self.judge_weights = list(
            itertools.chain(self.judge_a.parameters(), self.judge_b.parameters()))
        self.generators = torch.optim.Adam(
            itertools.chain(self.to_b.parameters(), self.to_a.parameters()), **settings)
        self.discriminators = torch.optim.Adam(self.judge_weights, **settings)

    def step(self, real_a, real_b):
        for weight in self.judge_weights:
            weight.requires_grad_(False)
        self.generators.zero_grad()
        fake_b, fake_a = self.to_b(real_a), self.to_a(real_b)
        adversarial = (least_squares(self.judge_b(fake_b), 1) +
                       least_squares(self.judge_a(fake_a), 1))
        cycle = (functional.l1_loss(self.to_a(fake_b), real_a) +
                 functional.l1_loss(self.to_b(fake_a), real_b))
        (adversarial + CYCLE_WEIGHT * cycle).backward()
        self.generators.step()
        for weight in self.judge_weights:
            weight.requires_grad_(True)
        self.discriminators.zero_grad()
        for judge, real, fake, pool in ((self.judge_a, real_a, fake_a, self.pool_a),
                                        (self.judge_b, real_b, fake_b, self.pool_b)):
            scores = judge(torch.cat([real, pool.exchange(fake.detach())]))
            loss = least_squares(scores[:BATCH], 1) + least_squares(scores[BATCH:], 0)
            (loss * 0.5).backward()
        self.discriminators.step()


def main():
    options = peer.arguments(__doc__, data="mnist.h5", threads=1)
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    domain_a, domain_b = (peer.Images(options.data, BATCH, options.device) for _ in range(2))
    model = CycleGan(options.device)
    peer.report(steps_per_second=peer.rate(lambda: model.step(domain_a.next(), domain_b.next()),
                                           options.seconds))


if __name__ == "__main__":
    main()
