"""What the commands of a sweep take over the journal of many trials, as processes.

The first trial is trained; the others are its records again, with parameters that were drawn at
random, which takes no training and as much to read and to learn from."""

import json
import math
import random
import subprocess
import time

from side import HERE, Result

ROOT = HERE.parents[1]
TRIALS = 10_000
# Ten parameters of all kinds.
SWEEP = """
sweep:
  name: long
  metric: test/elbo/loss
  trials: 1
  workers: 8
  config: {root}/experiments/vae/mnist.yaml
  overrides: [data.path={data}, steps=16, report.every=4, samples.every=16, samples.count=4,
              evaluation.every=4, checkpoint.every=16]
  space:
    learners.elbo.learning_rate: tag(log,interval(1e-4,1e-2))
    learners.elbo.epsilon: tag(log,interval(1e-9,1e-6))
    learners.elbo.clip_norm: interval(0.5,10)
    learners.elbo.average_decay: interval(0.1,0.99)
    learners.elbo.optimizer: [adam, adamw]
    learners.elbo.betas: [[0.5, 0.9], [0.9, 0.999]]
    model.beta: tag(log,interval(0.5,8))
    model.latent_size: int(interval(2,32))
    model.hidden_widths: [[8], [16], [32]]
    batch.size: [16, 32]
  sampler: {{kind: tpe, seed: 1}}
"""


def drawn(draw, text):
    """An internal value of a distribution as journals have it."""
    distribution = json.loads(text)
    kind, of = distribution["name"], distribution["attributes"]
    if kind == "CategoricalDistribution":
        return draw.randrange(len(of["choices"]))
    if kind == "IntDistribution":
        return float(draw.randint(of["low"], of["high"]))
    if of["log"]:
        return math.exp(draw.uniform(math.log(of["low"]), math.log(of["high"])))
    return draw.uniform(of["low"], of["high"])


def multiply_trial(journal, trials):
    """Appends the records of the only trial for as many as there shall be."""
    draw = random.Random(1)
    records = [json.loads(line) for line in journal.read_text().splitlines()]
    records = [record for record in records if record["op_code"] >= 4]
    with open(journal, "a", encoding="utf-8") as file:
        for number in range(1, trials):
            for record in records:
                # As others write them, who know of no digest.
                copy = {name: value for name, value in record.items() if name != "digest"}
                if record["op_code"] == 4:
                    copy["params"] = {name: drawn(draw, text)
                                      for name, text in record["distributions"].items()}
                else:
                    copy["trial_id"] = number
                if record["op_code"] == 7:
                    copy["intermediate_value"] += draw.uniform(0, 100)
                file.write(json.dumps(copy) + "\n")


def set_trials(sweep, before, trials):
    definition = sweep / "sweep.yaml"
    text = definition.read_text()
    if f"trials: {before}\n" not in text:
        raise ValueError(f"{definition} has no line 'trials: {before}'")
    definition.write_text(text.replace(f"trials: {before}\n", f"trials: {trials}\n"))


def seconds_of(command):
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True)
    return time.perf_counter() - begin


def seconds_to_first_trial(command, log):
    """From the call to the start of a trial, whose log is then there; the call is then ended."""
    begin = time.perf_counter()
    job = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
    try:
        while not log.exists():
            if job.poll() is not None:
                raise ValueError(f"the sweep ended with {job.returncode} before a trial began")
            time.sleep(0.002)
        return time.perf_counter() - begin
    finally:
        job.terminate()
        job.wait()


def make_long(tools, data):
    """The directory of such a sweep, which has ended."""
    file, sweep = tools.scratch / "long.yaml", tools.scratch / "long"
    file.write_text(SWEEP.format(root=ROOT, data=data))
    seconds_of([tools.build / "tandem", "sweep", file, "--slots", "1", "--directory", sweep])
    multiply_trial(sweep / "journal.log", TRIALS)
    set_trials(sweep, 1, TRIALS)
    # The first to open it records what follows from the results.
    seconds_of([tools.build / "tandem", "sweep", "resume", sweep])
    return sweep


def compare(tools, data):
    """In one process, over a sweep of formulas by halving; as processes, over one of runs."""
    played = []
    for turn in range(min(3, tools.pairs)):
        directory = tools.scratch / f"played-{turn}"
        directory.mkdir()
        played += tools.run([tools.build / "sweep_benchmark", directory, TRIALS], timeout=900)
    yield Result("the clock, reading its journal and deciding all that follows",
                 [line["start_seconds"] for line in played], 2, at_most=True, unit=" s")
    yield Result("the clock, from a result to the next job",
                 [1000 * line["own_seconds_per_job"] for line in played], 50, at_most=True,
                 unit=" ms", digits=1)
    program, sweep = tools.build / "tandem", make_long(tools, data)
    for action in ("status", "export", "resume"):
        values = [seconds_of([program, "sweep", action, sweep]) for _ in range(tools.pairs)]
        yield Result(f"the clock, tandem sweep {action}", values, 2, at_most=True, unit=" s")
    values = []
    for number in range(TRIALS, TRIALS + min(3, tools.pairs)):
        set_trials(sweep, number, number + 1)
        log = sweep / "logs" / f"trial-{number:04}-seed-1.log"
        values.append(seconds_to_first_trial([program, "sweep", "resume", sweep], log))
        seconds_of([program, "sweep", "resume", sweep])
    yield Result("the clock, tandem sweep resume to the start of a trial", values, 2, at_most=True,
                 unit=" s")
