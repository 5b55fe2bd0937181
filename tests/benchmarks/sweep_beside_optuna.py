"""A search by `tandem sweep` beside the same trials driven by optuna, and two slots beside one.

optuna's side asks TPESampler for every trial, keeps its study in a journal file and starts the same
`tandem train` as the sweep does, with the parameters that the sweep's journal has: so both sides
train the same runs. Both have the first core alone; two slots have the first two. Sides take turns,
and a ratio is that of one turn. Prints a table in Markdown.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import optuna

ROOT = pathlib.Path(__file__).resolve().parents[2]
METRIC = "test/elbo/loss"
SWEEP = """
sweep:
  name: search
  metric: {metric}
  trials: {trials}
  workers: 2
  config: {root}/experiments/vae/mnist.yaml
  overrides:
    - data.path={data}
    - steps={steps}
    - evaluation.every={steps}
    - checkpoint.every={steps}
    - samples.every={steps}
    - report.every={steps}
  space:
    learners.elbo.learning_rate: tag(log,interval(1e-4,1e-2))
    model.latent_size: int(interval(2,32))
    model.hidden_widths: [[200], [400]]
  sampler: {{kind: tpe, seed: 1}}
"""


def timed(words, cores):
    """Seconds that a command takes on some cores."""
    begin = time.monotonic()
    subprocess.run(["taskset", "-c", cores, *map(str, words)], stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.monotonic() - begin


def sweep(tandem, file, directory, slots):
    """Seconds of a whole sweep, whose directory is left."""
    shutil.rmtree(directory, ignore_errors=True)
    return timed([tandem, "sweep", file, "--slots", slots, "--directory", directory],
                 cores="0" if slots == 1 else "0,1")


def recorded_settings(directory):
    """By trial the options that the sweep set, "key=value"."""
    settings = []
    for record in map(json.loads, (directory / "journal.log").read_text().splitlines()):
        if record["op_code"] != 4:
            continue
        settings.append([f"{name}={outer_value(json.loads(record['distributions'][name]), value)}"
                         for name, value in record["params"].items()])
    return settings


def outer_value(distribution, value):
    """What a number of the journal stands for."""
    if distribution["name"] == "CategoricalDistribution":
        return distribution["attributes"]["choices"][int(value)]
    return int(value) if distribution["name"] == "IntDistribution" else value


def value_of(run):
    """The metric at the end of a run."""
    reports = map(json.loads, (run / "metrics.jsonl").read_text().splitlines())
    return [report[METRIC] for report in reports if METRIC in report][-1]


def search_by_optuna(tandem, overrides, settings, directory):
    """Seconds of the same trials one by one, as a script with optuna makes them."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    begin = time.monotonic()
    storage = optuna.storages.JournalStorage(
        optuna.storages.journal.JournalFileBackend(str(directory / "journal.log")))
    study = optuna.create_study(storage=storage, study_name="search",
                                sampler=optuna.samplers.TPESampler(seed=1))
    for number, words in enumerate(settings):
        trial = study.ask()
        trial.suggest_float("learners.elbo.learning_rate", 1e-4, 1e-2, log=True)
        trial.suggest_int("model.latent_size", 2, 32)
        trial.suggest_categorical("model.hidden_widths", ["[200]", "[400]"])
        run = directory / f"trial-{number}"
        timed([tandem, "train", ROOT / "experiments/vae/mnist.yaml", *overrides, "seed=1", *words,
               "--run", run, "--ranks", 1], cores="0")
        study.tell(trial, value_of(run))
    return time.monotonic() - begin


def row(name, ratios, target):
    """One line of the table; the ratios are of times, the other side's over that of the sweep."""
    spread = statistics.stdev(ratios) if len(ratios) > 1 else float("nan")
    return (f"| {name} | {statistics.mean(ratios):.3f} ± {spread:.3f} | "
            f"{min(ratios):.3f} … {max(ratios):.3f} | {target} |")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=pathlib.Path, help="MNIST, as `tandem pack mnist` makes it")
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build"))
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--trials", type=int, default=12)
    parser.add_argument("--steps", type=int, default=300, help="of a trial")
    return parser.parse_args()


def main():
    options = parse_arguments()
    if os.geteuid() == 0:  # Open MPI refuses root unless told otherwise
        os.environ.update(OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    tandem = (options.build / "tandem").resolve()
    times = {"optuna": [], "one": [], "two": []}
    with tempfile.TemporaryDirectory(prefix="tandem-search-") as scratch:
        scratch = pathlib.Path(scratch)
        file = scratch / "search.yaml"
        file.write_text(SWEEP.format(metric=METRIC, trials=options.trials, root=ROOT,
                                     data=options.data.resolve(), steps=options.steps))
        overrides = [line.split("- ", 1)[1] for line in file.read_text().splitlines()
                     if line.startswith("    - ")]
        for turn in range(options.turns):
            times["one"].append(sweep(tandem, file, scratch / "one", 1))
            settings = recorded_settings(scratch / "one")
            times["optuna"].append(
                search_by_optuna(tandem, overrides, settings, scratch / "optuna"))
            times["two"].append(sweep(tandem, file, scratch / "two", 2))
            print(f"turn {turn + 1}: " + ", ".join(
                f"{name} {values[-1]:.1f} s" for name, values in times.items()),
                  file=sys.stderr, flush=True)
    print(f"{options.trials} trials of {options.steps} steps, {options.turns} turns, optuna "
          f"{optuna.__version__}, load {os.getloadavg()[0]:.1f} at the end\n")
    print("| times | mean ± deviation | smallest … largest | target |\n|---|---|---|---|")
    print(row("optuna and subprocesses over `tandem sweep`, one slot",
              [other / own for other, own in zip(times["optuna"], times["one"])], "at least 1"))
    print(row("one slot over two slots",
              [one / two for one, two in zip(times["one"], times["two"])], "at least 1.8"))


if __name__ == "__main__":
    main()
