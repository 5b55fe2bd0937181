"""The rows of the benchmark: what is measured against what, and the targets."""

import statistics
import subprocess
import sys
import time

import h5py

import long_sweep
import saving
from side import HERE, Result, ratios

sys.path.insert(0, str(HERE.parent / "support"))
import mnist_files  # pylint: disable=wrong-import-position

MEBIBYTE = 1 << 20


def better_of(rates, *sides):
    """The side with the higher median rate."""
    return max(sides, key=lambda side: statistics.median(rates[side]))


def mnist(tools):
    """The packed MNIST of this run, made when first asked for."""
    path = tools.scratch / "mnist.h5"
    if not path.exists():
        source = mnist_files.find_or_make(tools.scratch, num_train=20000)
        subprocess.run([tools.build / "tandem", "pack", "mnist", "--from", source, "--output",
                        path], check=True, capture_output=True)
    return path


def samples(tools, num_rows):
    """A data set of random samples of 3 KB (32×32×3) in chunks of whole rows."""
    path = tools.scratch / f"samples-{num_rows}.h5"
    if not path.exists():
        subprocess.run([tools.build / "benchmark-data", path, str(num_rows)], check=True)
    return path


def gan(tools):
    rates = tools.take_turns({"tandem": tools.tandem("gan_tiny"),
                              "eager": tools.peer("peer_gan.py")})
    yield Result("eager PyTorch, one thread, fused Adam",
                 ratios(rates["tandem"], rates["eager"]), 2.5)


def on_gpu(tools, family):
    """One rank on a GPU beside eager PyTorch on the same."""
    data = mnist(tools)
    rates = tools.take_turns({
        "tandem": tools.tandem(family, data, "--micro-batches", 1),
        "eager": tools.peer(f"peer_{family}.py", "--data", data),
    })
    yield Result("eager PyTorch on the GPU", ratios(rates["tandem"], rates["eager"]), 1.0)


def vae(tools):
    if tools.device == "cuda":
        yield from on_gpu(tools, "vae")
        return
    data = mnist(tools)
    rates = tools.take_turns({
        "tandem": tools.tandem("vae", data, ranks=2),
        "ddp": tools.peer("peer_vae.py", "--data", data, "--ranks", 2),
        "eager, 1 thread": tools.peer("peer_vae.py", "--data", data, "--threads", 1),
        "eager, 2 threads": tools.peer("peer_vae.py", "--data", data, "--threads", 2),
    })
    yield Result("DDP over gloo, two processes", ratios(rates["tandem"], rates["ddp"]), 1.5)
    best = better_of(rates, "eager, 1 thread", "eager, 2 threads")
    yield Result(f"the better of eager with 1 and 2 threads ({best})",
                 ratios(rates["tandem"], rates[best]), 1.3)


def against_eager(tools, family):
    """One and two ranks on MNIST beside eager PyTorch with one and two threads."""
    if tools.device == "cuda":
        yield from on_gpu(tools, family)
        return
    data = mnist(tools)
    work = (data, "--micro-batches")
    rates = tools.take_turns({
        "one rank": tools.tandem(family, *work, 1),
        "two ranks": tools.tandem(family, *work, 2, ranks=2),
        "eager, 1 thread": tools.peer(f"peer_{family}.py", "--data", data, "--threads", 1),
        "eager, 2 threads": tools.peer(f"peer_{family}.py", "--data", data, "--threads", 2),
    })
    best = better_of(rates, "eager, 1 thread", "eager, 2 threads")
    yield Result("eager with 1 thread, of one rank",
                 ratios(rates["one rank"], rates["eager, 1 thread"]), 1.0)
    yield Result(f"the better of both ({best}), of two ranks",
                 ratios(rates["two ranks"], rates[best]), 1.1)
    yield Result("one rank, of two ranks", ratios(rates["two ranks"], rates["one rank"]), 1.6)


def wgan_gp(tools):
    return against_eager(tools, "wgan_gp")


def cyclegan(tools):
    return against_eager(tools, "cyclegan")


def reduction(tools):
    """The program takes both sides in turns itself and prints one line per size."""
    command = ["mpirun", "--bind-to", "none", "--oversubscribe", "-np", 2,
               tools.build / "reduction_benchmark"]
    for line in tools.run(command, timeout=300):
        yield Result(f"MPI_Allreduce, {line['size'] // 1024} KiB", line["pairs"], 3.0)


def loader(tools):
    data = samples(tools, 50_000)
    automatic = tools.scratch / "automatic.h5"
    with h5py.File(data) as source, h5py.File(automatic, "w") as target:
        target.create_dataset("train/images", data=source["train/images"][:], chunks=True)
    blocks = ("--data", data, "--mode", "blocks", "--ahead")
    rates = tools.take_turns({
        "tandem": tools.tandem("loader", data),
        "DataLoader": tools.peer("peer_loader.py", "--data", automatic, "--mode", "items"),
        "blocks": tools.peer("peer_loader.py", *blocks, 0),
        "blocks, read ahead": tools.peer("peer_loader.py", *blocks, 1),
    }, key="samples_per_second")
    yield Result("DataLoader + h5py, automatic chunks",
                 ratios(rates["tandem"], rates["DataLoader"]), 100, digits=0)
    best = better_of(rates, "blocks", "blocks, read ahead")
    yield Result(f"hand-tuned h5py blocks ({best})", ratios(rates["tandem"], rates[best]), 1.2)


def memory(tools):
    """What streaming takes beyond the window and the prefetch that were configured."""
    small, large = samples(tools, 1_000), samples(tools, 700_000)
    excess = []
    for _ in range(3):
        resident = tools.run(tools.tandem("memory", small))[-1]
        streaming = tools.run(tools.tandem("memory", large))[-1]
        configured = streaming["window_bytes"] + streaming["prefetch_bytes"]
        growth = streaming["peak_bytes"] - resident["peak_bytes"]
        print(f"  {large.stat().st_size / 1e9:.2f} GB: {growth / MEBIBYTE:.1f} MiB above a resident "
              f"run, {configured / MEBIBYTE:.1f} MiB of it configured", flush=True)
        excess.append((growth - configured) / MEBIBYTE)
    yield Result("window and prefetch, above a resident run", excess, 64, at_most=True,
                 unit=" MiB", digits=1)


def metrics(tools):
    """Metrics of 10,000 generated images from features, and the memory of many large ones."""
    names = "fid,kid,prdc,inception_score"

    def own(num_rows, num_features):
        return ["mpirun", "--bind-to", "none", "--oversubscribe", "-np", 2,
                tools.build / "metrics_benchmark", tools.scratch / "features.h5", num_rows,
                num_features, names]

    rates = tools.take_turns({
        "two ranks": own(10_000, 64),
        "torchmetrics and prdc": tools.peer("peer_metrics.py"),
    }, key="evaluations_per_second")
    yield Result("torchmetrics and prdc with two threads",
                 ratios(rates["two ranks"], rates["torchmetrics and prdc"]), 3.0)
    large = [tools.run(own(50_000, 2048), timeout=900)[-1]["peak_bytes"] / 1e9]
    yield Result("a rank's memory, 50,000 x 2048 features, two ranks", large, 1.5, at_most=True,
                 unit=" GB")


def checkpoints(tools):
    return saving.compare(tools, mnist(tools))


def sweep(tools):
    return long_sweep.compare(tools, mnist(tools))


def help_time(tools):
    program = tools.build / "tandem"
    linked = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout
    if "torch" in linked:
        raise ValueError("tandem links LibTorch")
    milliseconds = []
    for _ in range(20):
        begin = time.perf_counter()
        subprocess.run([program, "--help"], check=True, stdout=subprocess.DEVNULL)
        milliseconds.append((time.perf_counter() - begin) * 1000)
    yield Result("the clock", milliseconds, 50, at_most=True, unit=" ms", digits=1)


ROWS = {
    "gan": ("step of a tiny MLP GAN, one rank, one thread", gan),
    "vae": ("VAE on MNIST, two ranks, global batch 128", vae),
    "wgan_gp": ("WGAN-GP on MNIST, batch 64, five critic updates a step", wgan_gp),
    "cyclegan": ("CycleGAN on MNIST, 16 images of each domain", cyclegan),
    "reduction": ("ordered reduction, two ranks", reduction),
    "loader": ("shuffled epochs of 3 KB samples, one reading thread", loader),
    "memory": ("memory while streaming a file of 2 GB", memory),
    "metrics": ("metrics of 10,000 images from 64 features each, two ranks", metrics),
    "saving": ("80 steps of a VAE of 50 million weights, a checkpoint every 20", checkpoints),
    "sweep": ("a sweep of 10,000 trials with ten parameters", sweep),
    "help": ("tandem --help, no LibTorch loaded", help_time),
}
