"""Sweeps that cannot go on, or should not: mistakes in their files, disks, directories and locks."""

import errno
import fcntl
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import processes  # pylint: disable=wrong-import-position
import runs  # pylint: disable=wrong-import-position
from mounts import Mounts  # pylint: disable=wrong-import-position

USAGE, BAD_INPUT, INPUT_OUTPUT = 64, 65, 74
# What is wrong in the words behind the file, and what is said of it.
MISTAKES = (
    (["sweep.scheduler.kind=halving", "sweep.scheduler.rungs=[3,8]"],
     "Rung 3 is no multiple of evaluation.every 4"),
    (["sweep.metric=valid/classifier_fid"], "valid/classifier_fid"),
    (["sweep.sampler.kind=grid"],
     "'learners.elbo.learning_rate'"),
    (["sweep.sampler.kind=grid", "learners.elbo.learning_rate=1e-3,1e-2", "sweep.trials=3"],
     "has 2 different trials, trials is 3"),
    (["learners.elbo.learning_rate=interval(2,1)"], "interval(2,1)"),
    (["learners.elbo.learning_rate=tag(log,interval(0,1))"], "tag(log,interval(0,1))"),
    (["learners.elbo.learning_rat=1e-3,1e-2"], "Did you mean"),
    (["model.latent_size=interval(0.5,2)"], "model.latent_size"),
    (["sweep.trials=-1"], "sweep.trials"),
    (["sweep.seeds=[1,1]"], "Seed 1 is there twice"),
    (["sweep.placement.ranks_per_trial=3"], "3"),
    (["sweep.scheduler.kind=population", "model.latent_size=2,4"], "no live option"),
    (["family=gan"], "gan"),
)


def values(sweep):
    """What was recorded of trials, in an order of its own."""
    records = map(json.loads, (sweep / "journal.log").read_text().splitlines())
    return sorted(json.dumps([record[name] for name in ("trial_id", "step", "intermediate_value")])
                  for record in records if record["op_code"] == 7)


class SweepFaults(unittest.TestCase):
    """Two trials of a tiny VAE over made-up digits."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-sweep-faults-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.data = runs.pack_digits(cls.directory)
        cls.file = cls.directory / "tiny.yaml"
        runs.write_tiny_sweep(cls.file, [
            f"data.path={cls.data}", "model.hidden_widths=[8]", "steps=8", "batch.size=16",
            "report.every=4", "samples.every=8", "samples.count=4", "evaluation.every=4",
            "checkpoint.every=4"])
        cls.whole = cls.directory / "whole"
        runs.tandem("sweep", cls.file, "--slots", 2, "--directory", cls.whole)

    def place(self, name):
        return self.directory / f"{self.id().rsplit('.', maxsplit=1)[-1]}-{name}"

    def copied(self, trials=2):
        """The sweep with so many trials."""
        sweep = self.place("copy")
        shutil.copytree(self.whole, sweep)
        definition = sweep / "sweep.yaml"
        definition.write_text(definition.read_text().replace("trials: 2", f"trials: {trials}"))
        return sweep

    def lost(self, sweep, *more):
        """A sweep on a machine that loses every job."""
        said = runs.said_by(
            runs.command("sweep", self.file, "sweep.trials=4", "sweep.placement.retries=0",
                         *more, "--slots", 1, "--directory", sweep),
            expect=INPUT_OUTPUT, TANDEM_TEST_FAULT="kill@0:2")
        self.assertIn("one job after the other is lost", said)
        self.assertIn("tandem sweep resume", said)
        self.assertEqual(values(sweep), [])

    def test_a_machine_that_loses_every_job_spoils_no_trial(self):
        whole, sweep = self.place("whole"), self.place("sweep")
        runs.tandem("sweep", self.file, "sweep.trials=4", "--slots", 2, "--directory", whole)
        self.lost(sweep, "sweep.workers=2")
        runs.tandem("sweep", "resume", sweep)
        self.assertEqual(values(sweep), values(whole))

    def test_one_job_at_a_time_may_be_to_blame_once_or_by_order(self):
        sweep = self.place("sweep")
        self.lost(sweep, "sweep.workers=1")
        self.assertIn("1 failed", runs.tandem("sweep", "status", sweep))
        said = runs.said_by(runs.command("sweep", "resume", sweep, "--accept-losses"),
                            expect=BAD_INPUT, TANDEM_TEST_FAULT="kill@0:2")
        self.assertIn("the first trials of the sweep all fail", said)
        self.assertIn("3 failed", runs.tandem("sweep", "status", sweep))

    def test_a_job_that_is_lost_while_another_comes_to_its_end_has_failed(self):
        """Both are seen at one look, for which the sweep is held."""
        sweep, file = self.place("sweep"), self.place("sweep.yaml")
        runs.write_tiny_sweep(file, [
            f"data.path={self.data}", "model.hidden_widths=[8]", "steps=8000", "batch.size=16",
            "evaluation.every=8000", "checkpoint.every=8000"])
        job = processes.begin(self, runs.command("sweep", file, "sweep.placement.retries=0",
                                                 "--slots", 2, "--directory", sweep))
        ranks = [f"trials/{trial:04}/*/status/rank-0.json" for trial in (0, 1)]
        processes.wait_until(lambda: all(list(sweep.glob(rank)) for rank in ranks), "both", 300,
                             during=job)
        job.send_signal(signal.SIGSTOP)
        os.kill(json.loads(next(sweep.glob(ranks[0])).read_text())["pid"], signal.SIGKILL)
        # Nobody has waited for them yet.
        processes.wait_until(
            lambda: sorted(map(processes.state, processes.children(job.pid))) == ["Z", "Z"],
            "the end of the other one", 300)
        job.send_signal(signal.SIGCONT)
        said = job.communicate(timeout=120)[0]
        self.assertEqual(job.returncode, 0, said)
        self.assertIn("trial 0, seed 1: lost for the last time", said)
        self.assertEqual(said.count("trial 0, seed 1: to step"), 1, said)
        self.assertIn("1 complete", said)
        self.assertIn("1 failed", said)

    def test_nothing_is_made_where_there_is_no_sweep(self):
        self.assertIn("sweep.yaml", runs.tandem("sweep", "promote", self.place("none"), 3,
                                                expect=BAD_INPUT))
        self.assertFalse(self.place("none").exists())

    def test_mistakes_are_named_before_a_trial_starts(self):
        for words, expected in MISTAKES:
            with self.subTest(words=words):
                said = runs.tandem("sweep", self.file, *words, "--directory", self.place("x"),
                                   expect=BAD_INPUT)
                self.assertIn(expected, said)
                self.assertFalse(self.place("x").exists())
        for words in (["learners.elbo.learning_rate"], ["=1"], ["--slot", "1"], ["--slots", "0"]):
            with self.subTest(words=words):
                runs.tandem("sweep", self.file, *words, "--directory", self.place("x"),
                            expect=USAGE)
        for file, code in ((self.place("none.yaml"), INPUT_OUTPUT), (self.directory, BAD_INPUT)):
            self.assertIn(str(file), runs.tandem("sweep", file, expect=code))

    def test_a_full_disk_loses_nothing(self):
        mounts = Mounts(self)
        sweep, lies = self.copied(trials=4), self.place("lies")
        lies.mkdir()
        mounts.mount("-t", "tmpfs", "-o", "size=256k", "tmpfs", lies)
        inside = mounts.path(lies)
        for name in ("sweep.yaml", "journal.log"):
            shutil.copy(sweep / name, inside / name)
        for name in ("configs", "trials", "logs", "artifacts", "workers"):
            (sweep / name).mkdir(exist_ok=True)
            (inside / name).symlink_to(sweep / name)
        command = mounts.command(*runs.command("sweep", "resume", lies, "--slots", 1))
        job = processes.begin(self, command)
        processes.wait_until(lambda: list(sweep.glob("trials/0002/*/status/rank-0.json")),
                             "the third trial", 300, during=job)
        filler = inside / "filler"
        with self.assertRaises(OSError) as raised, open(filler, "wb", buffering=0) as file:
            for _ in range(1 << 20):
                file.write(b"x")
        self.assertEqual(raised.exception.errno, errno.ENOSPC)
        said, _ = job.communicate(timeout=300)
        self.assertEqual(job.returncode, INPUT_OUTPUT, said)
        self.assertIn("journal.log", said)
        self.assertIn("No space left on device", said)
        filler.unlink()
        subprocess.run(command, stdin=subprocess.DEVNULL, check=True, env=runs.environment())
        shutil.copy(inside / "journal.log", sweep / "journal.log")
        undisturbed = self.place("undisturbed")
        runs.tandem("sweep", self.file, "sweep.trials=4", "--directory", undisturbed)
        self.assertEqual(values(sweep), values(undisturbed))

    def test_a_directory_that_is_read_only_can_be_looked_at(self):
        mounts = Mounts(self)
        sweep = self.copied(trials=3)
        mounts.mount("--bind", sweep, sweep)
        mounts.mount("-o", "remount,bind,ro", sweep)

        def call(code, *words):
            done = subprocess.run(mounts.command(*runs.command("sweep", *words)), text=True,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, env=runs.environment(), check=False)
            self.assertEqual(done.returncode, code, done.stdout)
            return done.stdout

        for words in (["resume", sweep], ["work", sweep],
                      [self.file, "--directory", sweep / "below"]):
            self.assertIn("Read-only file system", call(INPUT_OUTPUT, *words))
        self.assertIn("2 complete", call(0, "status", sweep))
        self.assertEqual(len(call(0, "export", sweep).splitlines()), 3)
        call(0, "report", sweep, "--output", self.place("page.html"))

    def test_locks_of_the_dead_do_not_hold(self):
        sweep = self.copied(trials=3)
        (sweep / "lock").write_text("host elsewhere, pid 7, since yesterday")
        # As one leaves it that dies while it writes; 30 s later nobody waits for it any more.
        (sweep / "journal.log.lock").symlink_to("journal.log")
        said = runs.tandem("sweep", "resume", sweep)
        self.assertIn("the lock is taken over", said)
        self.assertIn("3 of 3 trials", said)

    def test_a_lock_that_is_held_elsewhere_names_its_holder(self):
        sweep = self.copied(trials=3)
        with open(sweep / "lock", "w", encoding="ascii") as lock:
            lock.write("host elsewhere, pid 7, since yesterday")
            lock.flush()
            fcntl.flock(lock, fcntl.LOCK_EX)
            said = runs.tandem("sweep", "resume", sweep, expect=INPUT_OUTPUT)
            self.assertIn("in use by host elsewhere, pid 7, since yesterday", said)
            self.assertIn("sweep work", said)
            self.assertNotIn("nobody works on it", runs.tandem("sweep", "status", sweep))
            # A process that joins in takes the trial that is left.
            self.assertIn("3 of 3 trials", runs.tandem("sweep", "work", sweep))


if __name__ == "__main__":
    unittest.main()
