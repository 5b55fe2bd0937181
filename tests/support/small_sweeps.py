"""Tests of sweeps whose trials are a tiny VAE over made-up digits."""

import json
import pathlib
import signal
import tempfile
import unittest

import processes
import runs

STOPPED = 75
TIMES = ("datetime_start", "datetime_complete")
METRIC = "test/elbo/loss"
NUM_TRIALS = 6
ALL_TRIALS = f"trials: {NUM_TRIALS}"  # as the sweep's file has it


def records(sweep):
    """All records of a journal, sorted; without what a clock said, and without their digests, which
    other writers of such journals do not have."""
    lines = []
    for line in (sweep / "journal.log").read_text().splitlines():
        record = json.loads(line)
        record.pop("digest", None)
        for name in TIMES:
            if record.get(name) is not None:
                record[name] = "some time"
        lines.append(json.dumps(record, sort_keys=True))
    return sorted(lines)


class SweepCase(unittest.TestCase):
    """A few trials of two seeds, halving; made whole where a test needs one."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-sweep-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.data = runs.pack_digits(cls.directory)
        cls.text = (f"""
sweep:
  name: tiny
  metric: {METRIC}
  goal: minimize
  {ALL_TRIALS}
  seeds: [1, 2]
  space:
    learners.elbo.learning_rate: "tag(log,interval(1e-4,1e-1))"
    model.latent_size: 2,4
  families:
    vae:
      config: {runs.ROOT}/experiments/vae/mnist.yaml
      overrides:
        - data.path={cls.data}
        - model.hidden_widths=[8]
        - steps=16
        - batch.size=16
        - report.every=4
        - samples.every=8
        - samples.count=4
        - evaluation.every=4
        - checkpoint.every=4
  sampler: {{kind: tpe, seed: 3}}
  scheduler: {{kind: halving, rungs: [4, 8, 16], eta: 2}}
  workers: 4
  placement: {{retries: 1000}}
""")

    def file(self, text=None):
        path = self.directory / f"{self.id().rsplit('.', maxsplit=1)[-1]}.yaml"
        path.write_text(text or self.text)
        return path

    def place(self, name):
        return self.directory / f"{self.id().rsplit('.', maxsplit=1)[-1]}-{name}"

    def swept(self, slots=2):
        """A whole sweep, made once."""
        cls = type(self)
        if not hasattr(cls, "whole"):
            cls.whole = self.directory / "whole"
            file = self.directory / "whole.yaml"
            file.write_text(self.text)
            runs.tandem("sweep", file, "--slots", slots, "--directory", cls.whole)
        return cls.whole

    def stop_at(self, started, *arguments):
        """Begins a sweep and stops it once a run of a trial of that pattern has started; returns
        what it said."""
        sweep = arguments[-1]
        job = processes.begin(self, runs.command("sweep", *arguments))
        processes.wait_until(lambda: list(sweep.glob(f"trials/{started}/*/status/rank-0.json")),
                             "the trial", 300, during=job)
        job.send_signal(signal.SIGINT)
        said, _ = job.communicate(timeout=120)
        self.assertEqual(job.returncode, STOPPED, said)
        return said
