"""A small run that has ended, for tests that go on from it in some other way."""

import pathlib
import shutil
import tempfile

import runs

STEPS = 6


class WholeRun:
    """Base of a unittest.TestCase: `whole` is the run, `digests` are those of what it promises."""

    family = "vae"
    small = ("model.hidden_widths=[16]",)
    report_every = 2

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-whole-run-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.data = runs.pack_digits(cls.directory)
        cls.whole = cls.directory / "whole"
        runs.tandem(*cls.arguments(cls.whole))
        cls.digests = runs.digests(cls.whole, STEPS)

    @classmethod
    def arguments(cls, run, *overrides, ranks=1):
        """Those of `tandem` that train the same in another directory, but for the overrides."""
        return ("train", runs.ROOT / "experiments" / cls.family / "mnist.yaml",
                f"data.path={cls.data}", f"steps={STEPS}", "batch.size=16",
                f"report.every={cls.report_every}", "samples.every=3", "evaluation.every=4",
                "checkpoint.every=2", "samples.count=4", *cls.small, *overrides, "--ranks", ranks,
                "--run", run)

    @classmethod
    def other_data(cls):
        """The same digits in another order."""
        data = cls.directory / "other.h5"
        if not data.exists():
            runs.tandem("pack", "mnist", "--from", cls.directory / "idx", "--output", data,
                        "--seed", 9)
        return data

    def new(self, suffix=""):
        """The path of a run of the present test."""
        return self.directory / (self.id().rsplit(".", 1)[1] + suffix)

    def copy(self):
        """A copy of the whole run."""
        return pathlib.Path(shutil.copytree(self.whole, self.new()))

    @staticmethod
    def checkpoint(run, step):
        return run / "checkpoints" / f"step-{step:08d}"
