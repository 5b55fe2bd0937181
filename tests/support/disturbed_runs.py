"""Small runs that are disturbed while they train: how they are started and watched, and what must
have become of them."""

import json
import pathlib
import tempfile
import threading

import nth_calls
import processes
import runs
import small_runs
from processes import wait_until

# More than any run takes: schedules depend on it.
STEPS = 100000
# Runs that are compared end at a multiple of it, so that many have the same.
STEPS_APART = 100
STOPPED = 75


def own_status_of(run, rank):
    try:
        return json.loads((run / "status" / f"rank-{rank}.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


def status_of(run, rank):
    """What a rank last said of itself, or rank 0 of it; empty before its first word."""
    status, first = own_status_of(run, rank), own_status_of(run, 0)
    at_work = ("starting", "training")
    for beat in first.get("neighbours", []):
        if beat["rank"] == rank and {status.get("state"), first["state"]} <= set(at_work):
            status |= beat | {"state": first["state"]}
    return status


def is_training(run, rank, step=1):
    """Whether a rank trains and is at least there."""
    status = status_of(run, rank)
    return status.get("state") == "training" and status["step"] >= step


class DisturbedRuns:
    """Base of a unittest.TestCase whose tests may run side by side."""

    family = "vae"
    # More overrides of the runs that others are compared with; the bytes do not depend on them.
    whole_options = ()

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-disturbed-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.data = runs.pack_digits(cls.directory)
        cls.programs = nth_calls.Programs()
        cls.addClassCleanup(cls.programs.close)
        cls.tandem = cls.programs.with_ranks("real-ranks")
        cls.whole_runs, cls.lock = {}, threading.Lock()

    def options(self, *overrides, steps=STEPS):
        """What is trained, and how often what else is done."""
        configuration = runs.ROOT / "experiments" / self.family / "mnist.yaml"
        small = small_runs.overrides(configuration) or ["model.hidden_widths=[16]"]
        return (configuration, f"data.path={self.data}", f"steps={steps}", "batch.size=16",
                "report.every=2", "samples.every=50", "evaluation.every=50", "checkpoint.every=10",
                "samples.count=4", *small, *overrides)

    def arguments(self, *overrides, steps=STEPS, ranks=2, name=None, tandem=None):
        """A run of this test, and the command that trains it."""
        run = self.directory / (name or self._testMethodName)
        options = map(str, self.options(*overrides, steps=steps))
        return run, [str(tandem or self.tandem), "train", *options, "--ranks", str(ranks), "--run",
                     str(run)]

    def start(self, *overrides, more=(), extra=None, how=None, **kind):
        """A training in the background, and its run. `more` arguments, `extra` environment."""
        run, command = self.arguments(*overrides, **kind)
        return run, self.start_command([*command, *map(str, more)], extra or {}, how or {})

    def start_command(self, command, extra, how):
        """The same of any command."""
        return processes.begin(self, command, env=runs.environment(**extra), **how)

    def end_of(self, process, expect):
        """What it said to its end."""
        said = process.communicate(timeout=120)[0]
        self.assertEqual(expect, process.returncode, said)
        return said

    def wait_for(self, run, rank=0, step=1):
        """What a rank says of itself once it is there."""
        wait_until(lambda: is_training(run, rank, step), f"step {step} of rank {rank}")
        return status_of(run, rank)

    def wait_for_checkpoint(self, run, rank=0):
        """What a rank says of itself once there is a checkpoint to go on from."""
        wait_until(lambda: is_training(run, rank) and status_of(run, 0).get("resumable_step"),
                   "a checkpoint")
        return status_of(run, rank)

    def whole_place(self, steps):
        return self.directory / f"whole-{self.family}-{steps}"

    def whole_run(self, steps):
        """Digests of a run of one rank that nothing disturbs, until that step."""
        whole = self.whole_place(steps)
        with self.lock:
            if whole not in self.whole_runs:
                ended = self.programs.run("tandem", "train",
                                          *self.options(*self.whole_options), "--until", steps,
                                          "--ranks", 1, "--run", whole)
                self.assertEqual(STOPPED, ended.code, ended.said)
                self.whole_runs[whole] = runs.digests(whole, steps)
            return self.whole_runs[whole]

    def check_goes_on(self, run):
        """What was stopped or lost, continued to a step behind its last, is as if it never was;
        returns that step."""
        saved = [int(path.name[5:]) for path in (run / "checkpoints").glob("step-*")]
        steps = (max(saved, default=0) // STEPS_APART + 1) * STEPS_APART
        ended = self.programs.run("tandem", "resume", run, "--until", steps, "--ranks", 1)
        self.assertEqual(STOPPED, ended.code, ended.said)
        self.assertEqual(self.whole_run(steps), runs.digests(run, steps))
        return steps
