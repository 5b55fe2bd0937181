"""Runs of the built program over small data, for the tests that use it as its users do."""

import hashlib
import json
import os
import pathlib
import subprocess

import image_files
import mnist_files

numpy = mnist_files.numpy
ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("TANDEM_BUILD", ROOT / "build"))


def environment(**extra):
    """The environment of a run; as root with the word that Open MPI asks of root."""
    variables = {**os.environ, **extra}
    if os.geteuid() == 0:
        variables |= {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
    return variables


def skip(test, why):
    """Ends a test that cannot run here, and says so where the run of all tests finds it."""
    print(f"not run: {test.id().rsplit('.', 1)[1]}: {why}", flush=True)
    test.skipTest(why)


def command(*arguments):
    return [str(BUILD / "tandem"), *map(str, arguments)]


def tandem(*arguments, expect=0, preexec=None, cwd=None, **extra):
    """Runs the program to its end; returns what it printed. Raises for another exit code."""
    return said_by(command(*arguments), expect=expect, preexec=preexec, cwd=cwd, **extra)


def said_by(words, expect=0, preexec=None, cwd=None, **extra):
    """The same of any command."""
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, env=environment(**extra),
                          timeout=300, check=False, preexec_fn=preexec, cwd=cwd)
    if done.returncode != expect:
        raise AssertionError(f"{' '.join(words)} ended with {done.returncode} "
                             f"instead of {expect}:\n{done.stdout}")
    return done.stdout


def evaluate(run, *arguments):
    """What `evaluate` says of a run: the JSON object of it."""
    done = subprocess.run(command("evaluate", run, "--json", *arguments), stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, env=environment(), timeout=300,
                          check=False)
    if done.returncode != 0:
        raise AssertionError(f"evaluate {run} ended with {done.returncode}:\n{done.stderr}")
    return json.loads(done.stdout)[0]


def measured(run, *arguments):
    """The numbers of that, as metrics.jsonl calls them."""
    evaluation = evaluate(run, *arguments)
    return {f"{evaluation['split']}/{name}": value["value"]
            for name, value in evaluation["values"].items()}


def pack_digits(directory, num_train=1700, num_test=60):
    """A data set of made-up digits in a folder; more rows than four chunks."""
    source = pathlib.Path(directory) / "idx"
    source.mkdir()
    random = numpy.random.default_rng(1)
    for split, count in (("train", num_train), ("test", num_test)):
        images, labels = mnist_files.make_digits(random, count)
        mnist_files.write_idx(source / mnist_files.NAMES[split][0], 0x803, images)
        mnist_files.write_idx(source / mnist_files.NAMES[split][1], 0x801, labels)
    data = pathlib.Path(directory) / "data.h5"
    tandem("pack", "mnist", "--from", source, "--output", data)
    return data


def pack_pictures(directory, num_train=400, num_test=40):
    """A data set of made-up pictures from a folder of PNG files in two classes."""
    random = numpy.random.default_rng(1)
    for split, count in (("train", num_train), ("test", num_test)):
        for i in range(count):
            folder = pathlib.Path(directory) / "pictures" / split / f"class-{i % 2}"
            folder.mkdir(parents=True, exist_ok=True)
            coarse = random.integers(0, 256, (4, 4, 3), dtype="uint8")
            image_files.write_png(folder / f"{i}.png", coarse.repeat(8, 0).repeat(8, 1))
    data = pathlib.Path(directory) / "data.h5"
    tandem("pack", "images", pathlib.Path(directory) / "pictures", "--output", data)
    return data


def write_tiny_sweep(path, overrides):
    """A sweep of two trials of a VAE with these overrides."""
    lines = "\n".join(f"        - {each}" for each in overrides)
    path.write_text(f"""
sweep:
  name: tiny
  metric: test/elbo/loss
  goal: minimize
  trials: 2
  seeds: [1]
  space: {{learners.elbo.learning_rate: "tag(log,interval(1e-4,1e-1))"}}
  families:
    vae:
      config: {ROOT}/experiments/vae/mnist.yaml
      overrides:
{lines}
""")


def reports(run):
    """The values that a run reported, a dict for each report: metrics.jsonl without its lines about
    checkpoints."""
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    for line in lines:
        line.pop("digest", None)
    return [line for line in lines if "checkpoint" not in line]


def digests(run, last_step):
    """Digests of all that a run promises to be the same: metrics, grids, weights at the end."""
    files = [run / "metrics.jsonl", *sorted((run / "samples").glob("step-*.png")),
             *sorted((run / "checkpoints" / f"step-{last_step:08d}").glob("*.safetensors"))]
    return {str(file.relative_to(run)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in files}


def tensors_of(run, step, part):
    """The float32 tensors of one file of a checkpoint by their names."""
    content = (run / "checkpoints" / f"step-{step:08d}" / f"{part}.safetensors").read_bytes()
    begin = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:begin])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        first, end = entry["data_offsets"]
        if entry["dtype"] == "F32":
            tensors[name] = numpy.frombuffer(content, "<f4", (end - first) // 4, begin + first)
    return tensors
