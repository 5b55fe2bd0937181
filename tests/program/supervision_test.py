"""Ranks, launchers and terminals that hang or die, on the built program: what the user sees, that it
ends in time, and that what goes on afterwards has the bytes of a run that nothing disturbed."""

import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runs  # pylint: disable=wrong-import-position

CONFIGURATION = runs.ROOT / "experiments" / "vae" / "mnist.yaml"
INTERNAL, STOPPED, RANK_LOST = 70, 75, 76
# Kills in the test of restarts; more of them where there is time.
KILLS = int(os.environ.get("TANDEM_RANK_KILLS", "6"))
WATCHED = "supervision.patience_seconds=2"


def wait_until(condition, what):
    deadline = time.monotonic() + 120
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what}")
        time.sleep(0.005)


def status_of(run, rank):
    """What a rank last said of itself; empty before its first word."""
    try:
        return json.loads((run / "status" / f"rank-{rank}.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


def is_training(run, rank, step=1):
    status = status_of(run, rank)
    return status.get("state") == "training" and status["step"] >= step


class Supervision(unittest.TestCase):
    """One run after another, each disturbed in its own way."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-supervision-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.data = runs.pack_digits(cls.directory)

    def arguments(self, *overrides, steps, ranks=2):
        run = self.directory / self._testMethodName
        return run, ("train", CONFIGURATION, f"data.path={self.data}", f"steps={steps}",
                     "batch.size=16", "report.every=2", "samples.every=50", "evaluation.every=50",
                     "checkpoint.every=10", "samples.count=4", "model.hidden_widths=[16]",
                     *overrides, "--ranks", ranks, "--run", run)

    def start(self, *overrides, steps=100000, ranks=2, **how):
        """A training in the background, and its run."""
        run, arguments = self.arguments(*overrides, steps=steps, ranks=ranks)
        how = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT} | how
        process = subprocess.Popen(runs.command(*arguments), stdin=subprocess.DEVNULL, text=True,
                                   env=runs.environment(), **how)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return run, process

    def end_of(self, process, expect):
        said = process.communicate(timeout=120)[0]
        self.assertEqual(expect, process.returncode, said)
        return said

    def wait_for(self, run, rank=0, step=1):
        wait_until(lambda: is_training(run, rank, step), f"step {step} of rank {rank}")
        return status_of(run, rank)

    def check_same_bytes(self, run, steps):
        """The run has the bytes of one that nothing disturbed."""
        whole = self.directory / (run.name + "-whole")
        _, arguments = self.arguments(steps=steps, ranks=1)
        runs.tandem(*arguments[:-1], whole)
        self.assertEqual(runs.digests(whole, steps), runs.digests(run, steps))

    def check_goes_on(self, run):
        """What was stopped or lost, continued to a step behind its last, is as if it never was."""
        steps = max(int(path.name[5:]) for path in (run / "checkpoints").glob("step-*")) + 3
        runs.tandem("resume", run, f"steps={steps}", "--ranks", 1)
        self.check_same_bytes(run, steps)

    def test_a_rank_that_waits_for_itself_says_where(self):
        run, arguments = self.arguments(WATCHED, steps=100)
        said = runs.tandem(*arguments, expect=RANK_LOST, TANDEM_TEST_FAULT="hang@1:13")
        self.assertRegex(said, r"rank 1 \(host .*\) failed: no progress for \d+\.\d s: training "
                               r"after step 13, objective 'elbo', after collective operation \d+")
        self.assertIn("tandem::Trainer::run", said)
        self.assertIn("newest checkpoint is of step 10", said)
        log = (run / "logs" / "rank-0.log").read_text()
        self.assertRegex(log, "waits for rank 1|another rank found that")
        self.check_goes_on(run)

    def test_a_rank_that_is_stopped_is_named_by_one_that_waits(self):
        run, process = self.start(WATCHED)
        os.kill(self.wait_for(run, rank=1)["pid"], signal.SIGSTOP)
        said = self.end_of(process, RANK_LOST)
        self.assertRegex(said, r"rank 0 \(host .*\) failed: waits for rank 1, which has made no "
                               r"progress for \d+\.\d s")
        self.assertIn("it is stopped (by SIGSTOP", said)
        self.check_goes_on(run)

    def test_the_only_rank_that_is_stopped_is_missed_by_its_launcher(self):
        run, process = self.start("supervision.patience_seconds=1", ranks=1)
        os.kill(self.wait_for(run)["pid"], signal.SIGSTOP)
        said = self.end_of(process, RANK_LOST)
        self.assertRegex(said, r"rank 0 \(host .*, pid \d+\) has said nothing for 6 s")

    def test_a_read_that_never_returns_is_found(self):
        run, arguments = self.arguments(WATCHED, "data.resident_bytes=0", steps=100000, ranks=1)
        said = runs.tandem(*arguments, expect=RANK_LOST,
                           LD_PRELOAD=str(runs.BUILD / "libfaulty_files.so"),
                           TANDEM_TEST_FILES="read 0 data.h5 "
                                             f"{run / 'checkpoints' / 'step-00000010'}")
        self.assertIn("no progress for", said)
        self.assertIn("pread", (run / "logs" / "rank-0.log").read_text())

    def test_a_rank_that_throws_does_not_wait_for_a_read(self):
        # The thread that reads ahead is 64 batches ahead, and hangs where a chunk ends; a chunk has
        # at most 32.
        run, arguments = self.arguments("data.resident_bytes=0", "data.prefetch_batches=64",
                                        "evaluation.every=1000", "samples.every=1000",
                                        steps=100, ranks=2)
        said = runs.tandem(*arguments, expect=INTERNAL, TANDEM_TEST_FAULT="throw@0:60",
                           LD_PRELOAD=str(runs.BUILD / "libfaulty_files.so"),
                           TANDEM_TEST_FILES="read 0 data.h5 "
                                             f"{run / 'checkpoints' / 'step-00000010'}")
        self.assertIn("a fault that TANDEM_TEST_FAULT asked for", said)

    def test_ranks_that_never_report_are_given_up(self):
        # An agent that takes no connection: it stands for one that waits for a password.
        agent = self.directory / "agent"
        agent.write_text("#!/bin/sh\nexec sleep 1000\n")
        agent.chmod(0o755)
        _, arguments = self.arguments("supervision.start_patience_seconds=3", steps=9)
        said = runs.tandem(*arguments, "--hosts", "127.0.0.2:2", expect=RANK_LOST,
                           OMPI_MCA_plm_rsh_agent=str(agent))
        self.assertIn("2 of 2 ranks (the first: rank 0) nothing was heard within 3 s", said)

    def test_each_stop_signal_saves(self):
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2,
                       signal.SIGXCPU):
            with self.subTest(signal=number.name):
                self._testMethodName = f"stop-{number.name}"
                run, process = self.start()
                self.wait_for(run)
                process.send_signal(number)
                said = self.end_of(process, STOPPED)
                self.assertIn(f"tandem resume {run}", said)
                self.check_goes_on(run)

    def test_each_stop_signal_saves_in_a_rank_that_was_started_alone(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR2):
            with self.subTest(signal=number.name):
                self._testMethodName = f"alone-{number.name}"
                run, arguments = self.arguments(steps=100000)
                worker = [str(runs.BUILD / "tandem-worker"), *map(str, arguments[:-4]), "--run", run]
                with subprocess.Popen(worker, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                      env=runs.environment()) as process:
                    self.wait_for(run)
                    process.send_signal(number)
                    self.assertEqual(STOPPED, process.wait(timeout=120))
                self.check_goes_on(run)

    def test_a_signal_that_is_ignored_stops_nobody(self):
        run, arguments = self.arguments(steps=100000)
        worker = [str(runs.BUILD / "tandem-worker"), *map(str, arguments[:-4]), "--run", run]
        with subprocess.Popen(worker, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              env=runs.environment(),
                              preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)
                              ) as process:
            step = self.wait_for(run)["step"]
            process.send_signal(signal.SIGHUP)
            self.wait_for(run, step=step + 20)
            process.send_signal(signal.SIGTERM)
            self.assertEqual(STOPPED, process.wait(timeout=120))

    def test_what_does_not_stop_in_time_is_given_up(self):
        run, arguments = self.arguments(steps=100000)
        with subprocess.Popen(runs.command(*arguments, "--grace", 1), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env=runs.environment()) as process:
            os.kill(self.wait_for(run, rank=1, step=10)["pid"], signal.SIGSTOP)
            process.send_signal(signal.SIGTERM)
            said = self.end_of(process, STOPPED)
        self.assertIn("it did not stop within 1 s", said)
        self.check_goes_on(run)

    def test_what_is_given_up_before_a_checkpoint_is_no_stop(self):
        run, arguments = self.arguments("checkpoint.every=1000000", steps=100000)
        with subprocess.Popen(runs.command(*arguments, "--grace", 1), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env=runs.environment(TANDEM_TEST_FAULT="hang@1:3")) as process:
            self.wait_for(run, step=3)
            process.send_signal(signal.SIGTERM)
            said = self.end_of(process, RANK_LOST)
        self.assertIn("there is no checkpoint yet", said)

    def test_ranks_save_when_their_launcher_is_killed(self):
        for ranks in (1, 2):
            with self.subTest(ranks=ranks):
                self._testMethodName = f"launcher-killed-{ranks}"
                run, process = self.start(ranks=ranks)
                self.wait_for(run, rank=ranks - 1)
                pids = [status_of(run, rank)["pid"] for rank in range(ranks)]
                process.kill()
                for rank, pid in enumerate(pids):
                    wait_until(lambda pid=pid: not pathlib.Path(f"/proc/{pid}").exists(),
                               f"end of rank {rank}")
                    self.assertEqual("stopped", status_of(run, rank)["state"])
                self.check_goes_on(run)

    def test_mpirun_that_is_killed_is_named_and_the_run_is_free(self):
        run, process = self.start()
        self.wait_for(run, step=10)
        children = subprocess.run(["pgrep", "-P", str(process.pid), "mpirun"], capture_output=True,
                                  text=True, check=True).stdout.split()
        os.kill(int(children[0]), signal.SIGKILL)
        said = self.end_of(process, RANK_LOST)
        self.assertIn("mpirun was ended by signal 9 (Killed)", said)
        self.assertNotIn("memory", said)
        self.check_goes_on(run)

    def test_a_pipe_whose_reader_has_gone_changes_nothing(self):
        run, arguments = self.arguments(steps=20)
        reader, writer = os.pipe()
        os.close(reader)
        with subprocess.Popen(runs.command(*arguments), stdin=subprocess.DEVNULL, stdout=writer,
                              stderr=writer, env=runs.environment()) as process:
            os.close(writer)
            self.assertEqual(0, process.wait(timeout=120))
        self.check_same_bytes(run, 20)

    def test_a_pipe_that_nobody_reads_keeps_nobody_from_stopping(self):
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        os.set_blocking(writer, False)
        while True:  # until it is full
            try:
                os.write(writer, b"x" * 4096)
            except BlockingIOError:
                break
        os.set_blocking(writer, True)
        run, process = self.start(stdout=writer, stderr=writer)
        os.close(writer)
        self.wait_for(run)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(STOPPED, process.wait(timeout=120))
        self.check_goes_on(run)

    def test_lost_jobs_begin_again_and_have_the_same_bytes(self):
        steps = 200 * (KILLS + 1)
        run, arguments = self.arguments(steps=steps)
        draw = random.Random(1)
        with subprocess.Popen(runs.command(*arguments, "--max-restarts", KILLS),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True,
                              env=runs.environment()) as process:
            killed = set()
            newest = 0

            def has_a_newer_checkpoint(rank):
                status = status_of(run, rank)
                return (is_training(run, rank) and status["pid"] not in killed
                        and (status["resumable_step"] or 0) > newest)

            for _ in range(KILLS):
                rank = draw.randrange(2)
                wait_until(lambda rank=rank: has_a_newer_checkpoint(rank), "a rank to kill")
                newest = status_of(run, rank)["resumable_step"]
                killed |= {status_of(run, each)["pid"] for each in (0, 1)}
                os.kill(status_of(run, rank)["pid"], signal.SIGKILL)
            said = self.end_of(process, 0)
        self.assertIn(f"restart {KILLS} of {KILLS}", said)
        starts = json.loads((run / "manifest.json").read_text())["starts"]
        self.assertEqual(KILLS + 1, len(starts))
        self.assertRegex(starts[1]["restarted_because"], r"rank [01] was lost")
        self.check_same_bytes(run, steps)

    def test_none_begins_twice_from_the_same_checkpoint(self):
        _, arguments = self.arguments(steps=30)
        said = runs.tandem(*arguments, "--max-restarts", 5, expect=RANK_LOST,
                           TANDEM_TEST_FAULT="kill@1:15")
        self.assertIn("restart 1 of 5 in 1 s", said)
        self.assertNotIn("restart 2", said)


if __name__ == "__main__":
    unittest.main(verbosity=2)
