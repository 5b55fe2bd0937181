"""Sweeps that are interrupted, shared or killed with the built program: the same trials at any
parallelism and after any kill."""

import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runs  # pylint: disable=wrong-import-position
from small_sweeps import SweepCase, records  # pylint: disable=wrong-import-position

BAD_INPUT, INPUT_OUTPUT = 65, 74
# How often things are killed here; the variable asks for more.
KILLS = int(os.environ.get("TANDEM_SWEEP_KILLS", "5"))


def children(pid):
    """Processes below one, the nearest first."""
    path = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
    found = [int(child) for child in path.read_text().split()] if path.exists() else []
    return found + [below for child in found for below in children(child)]


def wait_for_a_moment(job, sweep, draw):
    """Some time after the start of a sweep, or after it has come some records further."""
    journal = sweep / "journal.log"

    def size():
        return journal.stat().st_size if journal.exists() else 0

    num_records = draw.choice([0, 1, 2, 4, 8])
    for _ in range(num_records):
        before = size()
        while size() == before and job.poll() is None:
            time.sleep(0.02)
    time.sleep(draw.uniform(0, 1) if num_records > 0 else draw.uniform(0.2, 5))


class InterruptedSweeps(SweepCase):
    """All that may come between, and several processes at one sweep."""

    def test_trials_are_the_same_at_any_parallelism(self):
        whole = self.swept()
        expected = records(whole)
        self.assertGreater(len(expected), 40)
        states = [record["state"] for record in map(json.loads, expected)
                  if record["op_code"] == 6]
        self.assertIn(1, states, "a trial is complete")
        self.assertIn(4, states, "a trial was paused")
        alone = self.place("alone")
        runs.tandem("sweep", self.file(), "--slots", 1, "--directory", alone)
        self.assertEqual(records(alone), expected)
        self.assertIn("9 trials", runs.tandem("sweep", "verify", alone))
        said = runs.tandem("sweep", "status", alone)
        self.assertIn("9 of 9 trials", said)
        self.assertIn("best: trial ", said)
        csv = runs.tandem("sweep", "export", alone).splitlines()
        self.assertGreaterEqual(len(csv), 1 + 9 * 2)

    def test_kills_change_nothing(self):
        expected, draw, left = records(self.swept()), random.Random(7), KILLS
        while left > 0:
            sweep = self.place(f"killed-{left}")
            left -= self.kill_again_and_again(sweep, left, draw)
            self.assertEqual(records(sweep), expected)
            runs.tandem("sweep", "verify", sweep)

    def kill_again_and_again(self, sweep, most, draw):
        """Has a sweep come to its end over as many kills; returns how many there were."""
        command = ("sweep", self.file(), "--slots", 2, "--directory", sweep)
        for count in range(most):
            with open(self.place("log"), "ab") as log:
                job = subprocess.Popen(runs.command(*command), stdin=subprocess.DEVNULL,
                                       stdout=log, stderr=log, env=runs.environment())
            wait_for_a_moment(job, sweep, draw)
            victim = draw.choice([job.pid, *children(job.pid)])
            if job.poll() is not None:
                self.assertEqual(job.returncode, 0, self.place("log").read_text()[-2000:])
                return count
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                pass
            if victim != job.pid:
                time.sleep(draw.uniform(0, 2))
                job.kill()
            job.wait(timeout=60)
            if (sweep / "sweep.yaml").exists():
                command = ("sweep", "resume", sweep, "--slots", 2)
        runs.tandem(*command)
        return most

    def test_workers_record_what_one_process_does(self):
        sweep, logs, jobs = self.place("shared"), [], []
        for call in (["sweep", self.file(), "--directory"], ["sweep", "work"], ["sweep", "work"]):
            logs.append(self.place(f"log-{len(logs)}"))
            with open(logs[-1], "ab") as log:
                jobs.append(subprocess.Popen(runs.command(*call, sweep, "--slots", 1),
                                             stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                             env=runs.environment()))
            # Each trains before the next joins in.
            while "trial " not in logs[-1].read_text():
                time.sleep(0.05)
                self.assertIsNone(jobs[-1].poll(), logs[-1].read_text())
        jobs[0].kill()
        self.assertEqual([job.wait() for job in jobs], [-signal.SIGKILL, 0, 0],
                         [log.read_text() for log in logs])
        self.assertEqual(records(sweep), records(self.swept()))
        self.assertIn("nobody works on it", runs.tandem("sweep", "status", sweep))

    def test_runs_that_are_ahead_of_the_journal_count_where_they_were(self):
        """It lost its last lines, or somebody trained a paused trial on."""
        whole, sweep = self.swept(), self.place("behind")
        shutil.copytree(whole, sweep, symlinks=True)
        lines = (sweep / "journal.log").read_text().splitlines(keepends=True)

        def decided(place):
            return [line for line in records(place) if "artifacts" not in line]

        for kept in (len(lines) // 3, 2 * len(lines) // 3):
            (sweep / "journal.log").write_text("".join(lines[:kept]))
            said = runs.tandem("sweep", "resume", sweep)
            self.assertIn("9 of 9 trials", said)
            self.assertEqual(decided(sweep), decided(whole))

    def test_a_request_to_stop_is_no_end(self):
        sweep = self.place("stopped")
        said = self.stop_at("*", self.file(), "--directory", sweep)
        self.assertIn(f"sweep resume {sweep}", said)
        runs.tandem("sweep", "resume", sweep)
        self.assertEqual(records(sweep), records(self.swept()))

    def test_by_arrival_the_journal_says_what_was_decided_on(self):
        sweep = self.place("arrival")
        file = self.file(self.text + "  order: arrival\n")
        self.stop_at("0003", file, "--slots", 2, "--directory", sweep)
        before = (sweep / "journal.log").read_text()
        runs.tandem("sweep", "resume", sweep, "--slots", 2)
        self.assertTrue((sweep / "journal.log").read_text().startswith(before))
        runs.tandem("sweep", "verify", sweep)
        self.assertIn("9 of 9 trials", runs.tandem("sweep", "status", sweep))

    def test_runs_that_were_deleted_in_between_change_nothing(self):
        sweep = self.place("deleted")
        self.stop_at("0003", self.file(), "--slots", 2, "--directory", sweep)
        for trial in ("0000", "0001", "0002"):
            shutil.rmtree(sweep / "trials" / trial)
        runs.tandem("sweep", "resume", sweep, "--slots", 2)
        self.assertEqual(records(sweep), records(self.swept()))

    def test_one_process_has_a_sweep(self):
        sweep = self.place("twice")
        job = subprocess.Popen(runs.command("sweep", self.file(), "--directory", sweep),
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, env=runs.environment())
        while not (sweep / "journal.log").exists():
            time.sleep(0.05)
        try:
            self.assertIn(f"pid {job.pid}", runs.tandem("sweep", "resume", sweep,
                                                       expect=INPUT_OUTPUT))
            self.assertIn("sweep resume", runs.tandem("sweep", self.file(), "--directory", sweep,
                                                      expect=BAD_INPUT))
        finally:
            job.terminate()
            job.wait(timeout=120)


if __name__ == "__main__":
    unittest.main()
