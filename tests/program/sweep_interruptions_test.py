"""Sweeps that are interrupted, shared or killed with the built program: the same trials at any
parallelism and after any kill."""

import contextlib
import csv
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import processes  # pylint: disable=wrong-import-position
import runs  # pylint: disable=wrong-import-position
from small_sweeps import (ALL_TRIALS, NUM_TRIALS, STOPPED,  # pylint: disable=wrong-import-position
                          SweepCase, records)

BAD_INPUT, INPUT_OUTPUT = 65, 74
ALL_DONE = f"{NUM_TRIALS} of {NUM_TRIALS} trials"
# How often things are killed here; the variable asks for more.
KILLS = int(os.environ.get("TANDEM_SWEEP_KILLS", "5"))


def trains(pid, sweep):
    """Whether a process is one of a trial, and not one that is asked before they begin."""
    try:
        return str(sweep / "trials").encode() in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def go_on(held):
    """Lets processes that were held go on; some may have been ended meanwhile."""
    for pid in held:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


def wait_for_a_moment(job, sweep, draw):
    """Some time after the start of a sweep, or after it has come some records further."""
    journal = sweep / "journal.log"

    def size():
        return journal.stat().st_size if journal.exists() else 0

    num_records = draw.choice([0, 1, 2, 4, 8])
    for _ in range(num_records):
        before = size()
        processes.wait_until(lambda before=before: size() != before or job.poll() is not None,
                             "another record", 300)
    time.sleep(draw.uniform(0, 1) if num_records > 0 else draw.uniform(0.2, 5))


class InterruptedSweeps(SweepCase):
    """All that may come between, and several processes at one sweep."""

    def test_trials_are_the_same_at_any_parallelism(self):
        whole = self.swept()
        expected = records(whole)
        self.assertGreater(len(expected), 4 * NUM_TRIALS)
        states = [record["state"] for record in map(json.loads, expected)
                  if record["op_code"] == 6]
        self.assertIn(1, states, "a trial is complete")
        self.assertIn(4, states, "a trial was paused")
        alone = self.place("alone")
        runs.tandem("sweep", self.file(), "--slots", 1, "--directory", alone)
        self.assertEqual(records(alone), expected)
        self.assertIn(f"{NUM_TRIALS} trials", runs.tandem("sweep", "verify", alone))
        said = runs.tandem("sweep", "status", alone)
        self.assertIn(ALL_DONE, said)
        self.assertIn("best: trial ", said)
        csv = runs.tandem("sweep", "export", alone).splitlines()
        self.assertGreaterEqual(len(csv), 1 + NUM_TRIALS * 2)

    def test_kills_change_nothing(self):
        expected, draw, left, num_outlived = records(self.swept()), random.Random(7), KILLS, 0
        while left > 0:
            sweep = self.place(f"killed-{left}")
            num_kills, outlived = self.kill_again_and_again(sweep, left, draw)
            left -= num_kills
            num_outlived += outlived
            self.assertEqual(records(sweep), expected, self.account_of(sweep))
            runs.tandem("sweep", "verify", sweep)
        print(f"{KILLS} kills, of which sweeps lived on after {num_outlived}")

    def kill_again_and_again(self, sweep, most, draw):
        """Has a sweep come to its end over as many kills of itself and of what it started; it lives
        on after half of those of trials. Returns how many there were, and of these."""
        command, job = ("sweep", self.file(), "--slots", 2, "--directory", sweep), None
        num_outlived = 0
        for count in range(most):
            job = job or self.begun(command)
            wait_for_a_moment(job, sweep, draw)
            victim = draw.choice([job.pid, *processes.all_below(job.pid)])
            if job.poll() is not None:
                self.assert_done(job)
                return count, num_outlived
            lives_on = trains(victim, sweep) and draw.random() < 0.5
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                pass
            if lives_on:
                num_outlived += 1
                continue
            if victim != job.pid:
                time.sleep(draw.uniform(0, 2))
                job.kill()
            job.wait(timeout=60)
            job = None
            if (sweep / "sweep.yaml").exists():
                command = ("sweep", "resume", sweep, "--slots", 2)
        self.assert_done(job or self.begun(command))
        return most, num_outlived

    def account_of(self, sweep):
        """All that was said in a sweep: what made one of its jobs fail is seldom seen twice."""
        logs = [self.place("log"), *sorted(sweep.rglob("trial-*.log")),
                sweep / "journal.log"]
        return "\n".join(f"{log}:\n{log.read_text(errors='replace')}" for log in logs)

    def begun(self, command):
        """A call that goes on beside the test, whose words are in the log."""
        with open(self.place("log"), "ab") as log:
            return processes.begin(self, runs.command(*command), stdout=log, stderr=log)

    def holds_trials(self, job, sweep, held):
        """Holds up all trials that a sweep has begun, `held` among them; how many there are. None
        is left so when the test ends."""
        for pid in processes.children(job.pid):
            if pid not in held and trains(pid, sweep):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGSTOP)
                    held.append(pid)
                    self.addCleanup(go_on, [pid])
        return sum(processes.state(pid) == "T" for pid in held)

    def assert_done(self, job):
        self.assertEqual(job.wait(timeout=600), 0, self.place("log").read_text()[-2000:])

    def test_four_side_by_side_record_what_one_does(self):
        """More than this machine may have cores for: they are given as those of a host."""
        sweep = self.place("four")
        job = self.begun(("sweep", self.file(), "--hosts", f"{socket.gethostname()}:4",
                          "--directory", sweep))
        held = []
        processes.wait_until(lambda: self.holds_trials(job, sweep, held) == 4, "four at once", 300,
                             during=job)
        go_on(held)
        while job.poll() is None:
            self.assertLessEqual(len(processes.children(job.pid)), 4)
            time.sleep(0.05)
        self.assert_done(job)
        self.assertEqual(records(sweep), records(self.swept()))

    def test_a_job_that_is_left_goes_on_with_more_ranks(self):
        """The other trial diverges at once; what is left is long enough for it to be worth it."""
        sweep, cores = self.place("left"), os.sched_getaffinity(0)
        if len(cores) < 2:
            runs.skip(self, "there is one core alone")
        os.sched_setaffinity(0, sorted(cores)[:2])
        self.addCleanup(os.sched_setaffinity, 0, cores)
        text = self.text.split("  families:", maxsplit=1)[0].replace("[1, 2]", "[1]").replace(
            ALL_TRIALS, "trials: 2").replace(
            "tag(log,interval(1e-4,1e-1))", "1e-3,1e38")
        job = self.begun(("sweep", self.file(text.replace("2,4", "2") + f"""
  config: {runs.ROOT}/experiments/vae/mnist.yaml
  overrides: [data.path={self.data}, "model.hidden_widths=[512, 512]", batch.size=64, steps=4000,
              report.every=4, samples.every=4000, evaluation.every=4000, checkpoint.every=4000]
  sampler: {{kind: grid}}
"""), "--slots", 2, "--directory", sweep))
        # To train the rest would take minutes: it is enough that there is a second rank.
        processes.wait_until(lambda: list(sweep.glob("trials/0000/*/status/rank-1.json")),
                             "a second rank", 300, during=job)
        job.send_signal(signal.SIGINT)
        self.assertEqual(job.wait(timeout=120), STOPPED)
        said = self.place("log").read_text()
        self.assertRegex(said, r"trial 0, seed \d: to step 4000, 1 rank\n")
        self.assertIn("to go on with 2 ranks", said)
        self.assertRegex(said, r"trial 0, seed \d: to step 4000, 2 ranks\n")
        steps = [int(path.name.removeprefix("step-"))
                 for path in sweep.glob("trials/0000/*/checkpoints/step-*")]
        self.assertLess(0, max(steps))
        self.assertLess(max(steps), 4000)

    def test_workers_record_what_one_process_does(self):
        sweep, logs, jobs = self.place("shared"), [], []
        for call in (["sweep", self.file(), "--directory"], ["sweep", "work"], ["sweep", "work"]):
            logs.append(self.place(f"log-{len(logs)}"))
            with open(logs[-1], "ab") as log:
                jobs.append(processes.begin(self, runs.command(*call, sweep, "--slots", 1),
                                            stdout=log, stderr=log))
            # Each trains before the next joins in.
            processes.wait_until(lambda: "trial " in logs[-1].read_text(), "its first trial",
                                 300, during=jobs[-1])
        jobs[0].kill()
        self.assertEqual([job.wait(timeout=300) for job in jobs], [-signal.SIGKILL, 0, 0],
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
            self.assertIn(ALL_DONE, said)
            self.assertEqual(decided(sweep), decided(whole))

    def test_a_request_to_stop_is_no_end(self):
        sweep = self.place("stopped")
        said = self.stop_at("*", self.file(), "--directory", sweep)
        self.assertIn(f"sweep resume {sweep}", said)
        runs.tandem("sweep", "resume", sweep)
        self.assertEqual(records(sweep), records(self.swept()))

    def test_a_second_request_to_stop_is_acknowledged(self):
        sweep = self.place("given-up")
        job = self.begun(("sweep", self.file(), "--slots", 2, "--directory", sweep))
        held = []
        # One that has begun does not end before both requests have come.
        processes.wait_until(lambda: self.holds_trials(job, sweep, held) > 0, "a trial", during=job)
        for said in ("press Ctrl-C again to give up", "giving up: "):
            job.send_signal(signal.SIGINT)
            processes.wait_until(lambda said=said: said in self.place("log").read_text(), said,
                                 during=job)
        go_on(held)
        self.assertEqual(job.wait(timeout=120), STOPPED, self.place("log").read_text())

    def test_by_arrival_the_journal_says_what_was_decided_on(self):
        sweep = self.place("arrival")
        file = self.file(self.text + "  order: arrival\n")
        self.stop_at("0003", file, "--slots", 2, "--directory", sweep)
        before = (sweep / "journal.log").read_text()
        runs.tandem("sweep", "resume", sweep, "--slots", 2)
        self.assertTrue((sweep / "journal.log").read_text().startswith(before))
        runs.tandem("sweep", "verify", sweep)
        self.assertIn(ALL_DONE, runs.tandem("sweep", "status", sweep))

    def test_a_paused_trial_that_is_promoted_goes_on(self):
        sweep = self.place("promoted")
        self.stop_at("0003", self.file(), "--slots", 2, "--directory", sweep)

        def exported():
            return {row["trial"]: row for row in
                    csv.DictReader(runs.tandem("sweep", "export", sweep).splitlines())}

        paused = [row for row in exported().values() if row["state"] == "paused"]
        self.assertTrue(paused)
        worst = max(paused, key=lambda row: float(row["value_at_4"]))
        self.assertFalse(worst.get("value_at_8"))
        runs.tandem("sweep", "promote", sweep, worst["trial"])
        runs.tandem("sweep", "resume", sweep, "--slots", 2)
        self.assertNotEqual(exported()[worst["trial"]]["value_at_8"], "")
        runs.tandem("sweep", "verify", sweep)
        # Without the promotion it never gets so far.
        whole = csv.DictReader(runs.tandem("sweep", "export", self.swept()).splitlines())
        [*unasked] = (row for row in whole if row["trial"] == worst["trial"])
        self.assertEqual({row["value_at_8"] for row in unasked}, {""})

    def test_runs_that_were_deleted_in_between_change_nothing(self):
        sweep = self.place("deleted")
        self.stop_at("0003", self.file(), "--slots", 2, "--directory", sweep)
        for trial in ("0000", "0001", "0002"):
            shutil.rmtree(sweep / "trials" / trial)
        runs.tandem("sweep", "resume", sweep, "--slots", 2)
        self.assertEqual(records(sweep), records(self.swept()))

    def test_one_process_has_a_sweep(self):
        sweep = self.place("twice")
        job = self.begun(("sweep", self.file(), "--directory", sweep))
        processes.wait_until((sweep / "journal.log").exists, "journal", during=job)
        self.assertIn(f"pid {job.pid}", runs.tandem("sweep", "resume", sweep, expect=INPUT_OUTPUT))
        self.assertIn("sweep resume", runs.tandem("sweep", self.file(), "--directory", sweep,
                                                  expect=BAD_INPUT))
        job.terminate()
        self.assertEqual(job.wait(timeout=120), STOPPED)


if __name__ == "__main__":
    unittest.main(verbosity=2)
