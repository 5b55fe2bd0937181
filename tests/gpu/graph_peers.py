"""The VAE and the DCGAN of experiments/*/mnist.yaml in Python on a GPU: eager, and with a whole step
in one CUDA graph, which is the fastest that a user of PyTorch can write.

graph_peers.py DATA SECONDS [DEVICE]; prints a line of JSON per rate. On a CPU eager only.
"""

import json
import pathlib
import sys

import torch
from torch import nn
from torch.nn import functional
from torch.optim.swa_utils import get_ema_multi_avg_fn

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "benchmarks"))
import peer  # pylint: disable=wrong-import-position
import peer_vae  # pylint: disable=wrong-import-position

WARM_UP_STEPS = 3


def adam(module, device, **settings):
    return torch.optim.Adam(module.parameters(), fused=True, capturable=device == "cuda", **settings)


class VaeStep:
    """784-400-20-400-784, a batch of 128."""

    batch_size = 128

    def __init__(self, device):
        self.model = peer_vae.Vae().to(device)
        self.optimizer = adam(self.model, device, lr=1e-3)

    def __call__(self, images):
        images = images.flatten(1).add(1).mul(0.5)
        self.optimizer.zero_grad(set_to_none=False)
        logits, mean, log_variance = self.model(images)
        peer_vae.negative_elbo(logits, images, mean, log_variance).backward()
        self.optimizer.step()


class DcganStep:
    """32 base channels, a batch of 64; one update of each network, and the moving average of the
    generator's weights from which samples would be drawn."""

    batch_size, latent_size, base, average_decay = 64, 100, 32, 0.999

    def __init__(self, device):
        self.generator, self.discriminator = make_generator(self), make_discriminator(self)
        self.generator.to(device), self.discriminator.to(device)
        betas = {"betas": (0.5, 0.999)}
        self.generator_optimizer = adam(self.generator, device, lr=1e-3, **betas)
        self.discriminator_optimizer = adam(self.discriminator, device, lr=2e-4, **betas)
        self.averages = [each.detach().clone() for each in self.generator.parameters()]
        self.average = get_ema_multi_avg_fn(self.average_decay)

    def fakes(self, images):
        return self.generator(torch.randn(len(images), self.latent_size, device=images.device))

    def __call__(self, images):
        with torch.no_grad():
            fakes = self.fakes(images)
        self.discriminator_optimizer.zero_grad(set_to_none=False)
        (functional.softplus(-self.discriminator(images)).mean() +
         functional.softplus(self.discriminator(fakes)).mean()).backward()
        self.discriminator_optimizer.step()
        self.discriminator.requires_grad_(False)
        self.generator_optimizer.zero_grad(set_to_none=False)
        functional.softplus(-self.discriminator(self.fakes(images))).mean().backward()
        self.generator_optimizer.step()
        self.average(self.averages, list(self.generator.parameters()), None)
        self.discriminator.requires_grad_(True)


def make_generator(sizes):
    base = sizes.base
    return nn.Sequential(
        nn.Linear(sizes.latent_size, 2 * base * 49), nn.Unflatten(1, (2 * base, 7, 7)),
        nn.BatchNorm2d(2 * base), nn.ReLU(True),
        nn.ConvTranspose2d(2 * base, base, 4, 2, 1, bias=False), nn.BatchNorm2d(base), nn.ReLU(True),
        nn.ConvTranspose2d(base, 1, 4, 2, 1), nn.Tanh())


def make_discriminator(sizes):
    base = sizes.base
    return nn.Sequential(
        nn.Conv2d(1, base, 4, 2, 1), nn.LeakyReLU(0.2, True),
        nn.Conv2d(base, 2 * base, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * base),
        nn.LeakyReLU(0.2, True),
        nn.Conv2d(2 * base, 4 * base, 4, 2, 1, bias=False), nn.BatchNorm2d(4 * base),
        nn.LeakyReLU(0.2, True), nn.Flatten(), nn.Linear(36 * base, 1))


def graphed(step, images):
    """The step as one graph over a batch that stays where it is."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(WARM_UP_STEPS):
            step(images)
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step(images)
    return graph


def measure(name, make_step, data, seconds, device):
    batches = peer.Images(data, make_step.batch_size, device)
    step = make_step(device)
    eager = peer.rate(lambda: step(batches.next()), seconds)
    print(json.dumps({f"{name}, eager PyTorch, steps/s": eager}), flush=True)
    if device != "cuda":
        return
    images = batches.next().clone()
    graph = graphed(make_step(device), images)

    def replay():
        images.copy_(batches.next())
        graph.replay()

    print(json.dumps({f"{name}, PyTorch in one graph, steps/s": peer.rate(replay, seconds)}),
          flush=True)


def main():
    data, seconds = sys.argv[1], float(sys.argv[2])
    device = sys.argv[3] if len(sys.argv) > 3 else "cuda"
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    measure("vae", VaeStep, data, seconds, device)
    measure("dcgan", DcganStep, data, seconds, device)


if __name__ == "__main__":
    main()
