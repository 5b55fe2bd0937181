"""Ranks, launchers and terminals that hang or die, on the built program: what the user sees, that it
ends in time, and that what goes on afterwards has the bytes of a run that nothing disturbed."""

import contextlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runs  # pylint: disable=wrong-import-position
import side_by_side  # pylint: disable=wrong-import-position
from disturbed_runs import (DisturbedRuns, status_of,  # pylint: disable=wrong-import-position
                            wait_until)

DONE, BAD_CONFIGURATION, INTERNAL, STOPPED, RANK_LOST = 0, 65, 70, 75, 76
PATIENCE = 2
WATCHED = f"supervision.patience_seconds={PATIENCE}"
# How much longer a hang may last before it is found, by the clock of the watch: that takes a look
# each tenth of a second, and does not count what a busy machine keeps it from seeing.
LATE = 4
# Seconds for a grace of one, on a machine that may be busy.
GIVEN_UP_WITHIN = 60


class Supervision(DisturbedRuns, unittest.TestCase):
    """Runs, each disturbed in its own way."""

    def said_by(self, command, **how):
        """What a command says, to its end."""
        return runs.said_by(list(map(str, command)), **how)

    def check_found_in_time(self, said, patience=PATIENCE):
        """What hangs was given its time, and not much more."""
        seconds = re.search(r"(?:no progress|has said nothing) for (\d+(?:\.\d)?) s", said)
        self.assertIsNotNone(seconds, said)
        self.assertGreaterEqual(float(seconds[1]), patience, said)
        self.assertLess(float(seconds[1]), patience + LATE, said)

    def start_alone(self, *overrides, before=(), name=None):
        """A rank that no launcher started, and its run."""
        run, command = self.arguments(*overrides, name=name)
        worker = [*before, str(runs.BUILD / "tandem-worker"), *command[1:-4], "--run", str(run)]
        return run, self.start_command(worker, {}, {"stdout": subprocess.DEVNULL})

    def test_a_rank_that_waits_for_itself_says_where(self):
        run, command = self.arguments(WATCHED)
        said = self.said_by(command, expect=RANK_LOST, TANDEM_TEST_FAULT="hang@1:13")
        self.assertRegex(said, r"rank 1 \(host .*\) failed: no progress for \d+\.\d s: training "
                               r"after step 13, objective 'elbo', after collective operation \d+")
        self.check_found_in_time(said)
        self.assertIn("tandem::Trainer::run", said)
        self.assertIn("newest checkpoint is of step 10", said)
        log = (run / "logs" / "rank-0.log").read_text()
        self.assertRegex(log, "waits for rank 1|another rank found that")
        self.check_goes_on(run)

    def test_the_rank_that_others_wait_for_is_the_one_that_is_named(self):
        _, command = self.arguments(WATCHED, ranks=4)
        said = self.said_by(command, expect=RANK_LOST, TANDEM_TEST_FAULT="hang@0:13")
        self.assertRegex(said, r"rank 0 \(host .*\) failed: no progress for")
        self.check_found_in_time(said)

    def take_over(self, run):
        """Another job takes the run, which a rank may look at in any moment."""
        taken = self.directory / "taken"
        taken.write_text("host elsewhere, pid 1, since noon, token 1\n")
        taken.replace(run / ".owner")

    def test_a_job_whose_run_was_taken_over_saves_nothing_more(self):
        run, process = self.start(ranks=1)
        self.wait_for_checkpoint(run)
        self.take_over(run)
        said = self.end_of(process, BAD_CONFIGURATION)
        self.assertIn("another job trains this run since: host elsewhere, pid 1, since noon", said)
        self.check_goes_on(run)

    def test_a_job_whose_run_was_taken_over_reports_nothing_more(self):
        # By itself it would ask again whose the run is at its end, which never comes.
        never = 10_000_000
        run, process = self.start(f"steps={never}", *(f"{what}.every={never}" for what in
                                                      ("checkpoint", "evaluation", "samples")))
        self.wait_for(run)
        self.take_over(run)
        said = self.end_of(process, BAD_CONFIGURATION)
        self.assertIn("another job trains this run since: host elsewhere, pid 1, since noon", said)

    def test_a_rank_that_is_stopped_is_named_by_one_that_waits(self):
        # Where evaluations may take longer, its launcher is the first to miss it in one.
        run, process = self.start(WATCHED, f"supervision.evaluation_patience_seconds={PATIENCE}")
        os.kill(self.wait_for(run, rank=1)["pid"], signal.SIGSTOP)
        said = self.end_of(process, RANK_LOST)
        self.assertRegex(said, r"rank 0 \(host .*\) failed: waits for rank 1, which has made no "
                               r"progress for \d+\.\d s")
        self.assertIn("it is stopped (by SIGSTOP", said)
        self.check_found_in_time(said)
        self.check_goes_on(run)

    def test_the_only_rank_that_is_stopped_is_missed_by_its_launcher(self):
        run, process = self.start("supervision.patience_seconds=1", ranks=1)
        os.kill(self.wait_for(run)["pid"], signal.SIGSTOP)
        said = self.end_of(process, RANK_LOST)
        self.assertRegex(said, r"rank 0 \(host .*, pid \d+\) has said nothing for \d+ s")
        # A launcher gives a word five seconds to arrive.
        self.check_found_in_time(said, patience=1 + 5)

    @staticmethod
    def kill(process):
        """Ends what may have ended by itself."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)

    def test_a_rank_that_cannot_be_killed_is_left_alone(self):
        run, process = self.start("supervision.patience_seconds=1", ranks=1,
                                  extra={"LD_PRELOAD": str(runs.BUILD / "libfaulty_files.so"),
                                         "TANDEM_TEST_UNKILLABLE": "1"})
        rank = self.wait_for(run)["pid"]
        self.addCleanup(self.kill, rank)
        os.kill(rank, signal.SIGSTOP)
        said = self.end_of(process, RANK_LOST)
        self.assertRegex(said, r"process \d+ is left alone: it was killed")
        self.assertRegex(said, r"gave up at step \d+: rank 0 .* has said nothing for")

    def test_a_read_that_never_returns_is_found(self):
        run, command = self.arguments(WATCHED, "data.resident_bytes=0", ranks=1)
        said = self.said_by(command, expect=RANK_LOST,
                            LD_PRELOAD=str(runs.BUILD / "libfaulty_files.so"),
                            TANDEM_TEST_FILES="read 0 data.h5 "
                                              f"{run / 'checkpoints' / 'step-00000010'}")
        self.check_found_in_time(said)
        self.assertIn("pread", (run / "logs" / "rank-0.log").read_text())

    def test_a_job_whose_status_files_do_not_answer_stops_all_the_same(self):
        held = self.directory / "no-status"
        run, process = self.start(
            ranks=1, extra={"LD_PRELOAD": str(runs.BUILD / "libfaulty_files.so"),
                            "TANDEM_TEST_FILES": f"read 0 /status/rank- {held}"})
        self.wait_for_checkpoint(run)
        held.touch()  # from here on tandem reads no word of its rank
        process.send_signal(signal.SIGTERM)
        said = self.end_of(process, STOPPED)
        self.assertIn("stopped; the ranks could not say how far they were", said)
        self.check_goes_on(run)

    def start_with_faults(self, faults, **kind):
        """A job of one rank, whose `tandem` alone meets these faults of files."""
        tandem = self.programs.with_ranks(self._testMethodName, begin="unset LD_PRELOAD")
        return self.start(ranks=1, tandem=tandem,
                          extra={"LD_PRELOAD": str(runs.BUILD / "libfaulty_files.so"),
                                 "TANDEM_TEST_FILES": faults}, **kind)

    def test_checkpoints_that_do_not_answer_keep_nobody_from_stopping(self):
        held = self.directory / "no-checkpoints"
        run, process = self.start_with_faults(f"read 0 /checkpoints/step- {held}")
        self.wait_for_checkpoint(run)
        held.touch()
        process.send_signal(signal.SIGTERM)
        said = self.end_of(process, STOPPED)
        self.assertRegex(said, r"stopped at step \d+ of \d+; the newest checkpoint is of step \d+")
        self.check_goes_on(run)

    def test_a_job_whose_files_do_not_answer_is_done_all_the_same(self):
        saved = self.directory / self._testMethodName / "checkpoints" / "step-00000010"
        # Words of ranks, and manifests of checkpoints.
        _, process = self.start_with_faults(f"read 0 .json {saved}", steps=20)
        self.assertIn("done: 20 steps", self.end_of(process, DONE))

    @staticmethod
    def open_files(process):
        """Where the files lie that a process has open."""
        for link in pathlib.Path(f"/proc/{process.pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # it was closed in between
                yield os.readlink(link)

    def test_a_log_that_cannot_be_closed_keeps_nobody_from_stopping(self):
        # The log is the standard output of the rank, too.
        run, process = self.start_with_faults("close 0 /logs/launcher.log")
        self.wait_for_checkpoint(run)
        self.assertTrue(any(path.endswith("/logs/launcher.log")
                            for path in self.open_files(process)), "it is being closed")
        process.send_signal(signal.SIGTERM)
        said = self.end_of(process, STOPPED)
        self.assertIn("stopped at step", said)
        self.check_goes_on(run)

    def test_a_rank_that_throws_does_not_wait_for_a_read(self):
        # The thread that reads ahead is 64 batches ahead, and hangs where a chunk ends; a chunk has
        # at most 32.
        run, command = self.arguments("data.resident_bytes=0", "data.prefetch_batches=64",
                                      "evaluation.every=1000", "samples.every=1000", steps=100)
        said = self.said_by(command, expect=INTERNAL, TANDEM_TEST_FAULT="throw@0:60",
                            LD_PRELOAD=str(runs.BUILD / "libfaulty_files.so"),
                            TANDEM_TEST_FILES="read 0 data.h5 "
                                              f"{run / 'checkpoints' / 'step-00000010'}")
        self.assertIn("a fault that TANDEM_TEST_FAULT asked for", said)

    def test_ranks_that_never_report_are_given_up(self):
        # An agent that takes no connection: it stands for one that waits for a password.
        agent = self.directory / "agent"
        agent.write_text("#!/bin/sh\nexec sleep 1000\n")
        agent.chmod(0o755)
        _, command = self.arguments("supervision.start_patience_seconds=3", steps=9)
        said = self.said_by([*command, "--hosts", "127.0.0.2:2"], expect=RANK_LOST,
                            OMPI_MCA_plm_rsh_agent=str(agent))
        self.assertIn("2 of 2 ranks (the first: rank 0) nothing was heard within 3 s", said)

    def check_stops_with(self, number, ranks):
        run, process = self.start(name=f"stop-{number.name}", ranks=ranks)
        self.wait_for(run)
        process.send_signal(number)
        said = self.end_of(process, STOPPED)
        self.assertIn(f"tandem resume {run}", said)
        self.check_goes_on(run)

    def test_sigterm_saves(self):
        self.check_stops_with(signal.SIGTERM, 2)

    def test_sighup_saves(self):
        self.check_stops_with(signal.SIGHUP, 1)

    def test_sigusr1_saves(self):
        self.check_stops_with(signal.SIGUSR1, 1)

    def test_sigusr2_saves(self):
        self.check_stops_with(signal.SIGUSR2, 2)

    def test_sigxcpu_saves(self):
        self.check_stops_with(signal.SIGXCPU, 1)

    def check_stops_alone_with(self, number):
        run, process = self.start_alone(name=f"alone-{number.name}")
        self.wait_for(run)
        process.send_signal(number)
        self.end_of(process, STOPPED)
        self.check_goes_on(run)

    def test_sigterm_saves_in_a_rank_that_was_started_alone(self):
        self.check_stops_alone_with(signal.SIGTERM)

    def test_sigint_saves_in_a_rank_that_was_started_alone(self):
        self.check_stops_alone_with(signal.SIGINT)

    def test_other_signals_save_in_a_rank_that_was_started_alone(self):
        for number in (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGXCPU):
            self.check_stops_alone_with(number)

    def test_a_signal_that_is_ignored_stops_nobody(self):
        run, process = self.start_alone(before=("sh", "-c", "trap '' HUP; exec \"$@\"", "sh"))
        step = self.wait_for(run)["step"]
        process.send_signal(signal.SIGHUP)
        self.wait_for(run, step=step + 20)
        process.send_signal(signal.SIGUSR2)
        self.end_of(process, STOPPED)
        self.check_goes_on(run)

    def test_what_does_not_stop_in_time_is_given_up(self):
        run, process = self.start(more=("--grace", 1))
        os.kill(self.wait_for_checkpoint(run, rank=1)["pid"], signal.SIGSTOP)
        process.send_signal(signal.SIGTERM)
        said = self.end_of(process, STOPPED)
        self.assertIn("it did not stop within 1 s", said)
        self.check_goes_on(run)

    def test_a_save_that_takes_longer_than_the_grace_leaves_the_checkpoint_before(self):
        held = self.directory / "held"
        run, process = self.start(
            ranks=1, more=("--grace", 1),
            extra={"LD_PRELOAD": str(runs.BUILD / "libfaulty_files.so"),
                   "TANDEM_TEST_FILES": f"write 0 networks.safetensors {held}"})
        self.wait_for_checkpoint(run)
        held.touch()  # from here on no save comes to its end
        process.send_signal(signal.SIGTERM)
        before = time.monotonic()
        said = self.end_of(process, STOPPED)
        self.assertLess(time.monotonic() - before, GIVEN_UP_WITHIN)
        self.assertIn("it did not stop within 1 s", said)
        saved = max(int(path.name[5:]) for path in (run / "checkpoints").glob("step-*"))
        self.assertEqual(0, saved % 10, "no checkpoint of the step at which it was to stop")
        self.assertIn(f"the newest checkpoint is of step {saved}", said)
        self.assertTrue(any((run / "checkpoints").glob(".tmp-*")), "a save was under way")
        self.check_goes_on(run)
        self.assertFalse(any((run / "checkpoints").glob(".tmp-*")))
        starts = json.loads((run / "manifest.json").read_text())["starts"]
        self.assertEqual(saved, starts[1]["parent_checkpoint"])

    def test_what_is_given_up_before_a_checkpoint_is_no_stop(self):
        run, process = self.start("checkpoint.every=1000000", more=("--grace", 1),
                                  extra={"TANDEM_TEST_FAULT": "hang@1:3"})
        self.wait_for(run, step=3)
        process.send_signal(signal.SIGTERM)
        said = self.end_of(process, RANK_LOST)
        self.assertIn("there is no checkpoint yet", said)

    def check_saves_without_launcher(self, ranks):
        run, process = self.start(ranks=ranks)
        self.wait_for(run, rank=ranks - 1)
        pids = [status_of(run, rank)["pid"] for rank in range(ranks)]
        process.kill()
        for rank, pid in enumerate(pids):
            wait_until(lambda pid=pid: not pathlib.Path(f"/proc/{pid}").exists(),
                       f"end of rank {rank}")
            self.assertEqual("stopped", status_of(run, rank)["state"])
        self.check_goes_on(run)

    def test_a_rank_saves_when_its_launcher_is_killed(self):
        self.check_saves_without_launcher(1)

    def test_ranks_save_when_their_launcher_is_killed(self):
        self.check_saves_without_launcher(2)

    def test_mpirun_that_is_killed_is_named_and_the_run_is_free(self):
        run, process = self.start()
        self.wait_for_checkpoint(run)
        children = subprocess.run(["pgrep", "-P", str(process.pid), "mpirun"], capture_output=True,
                                  text=True, check=True).stdout.split()
        os.kill(int(children[0]), signal.SIGKILL)
        said = self.end_of(process, RANK_LOST)
        self.assertIn("mpirun was ended by signal 9 (Killed)", said)
        self.assertNotIn("memory", said)
        self.check_goes_on(run)

    def test_a_pipe_whose_reader_has_gone_changes_nothing(self):
        reader, writer = os.pipe()
        os.close(reader)
        run, process = self.start(more=("--until", 100), how={"stdout": writer, "stderr": writer})
        os.close(writer)
        self.end_of(process, STOPPED)
        self.assertEqual(self.whole_run(100), runs.digests(run, 100))

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
        run, process = self.start(how={"stdout": writer, "stderr": writer})
        os.close(writer)
        self.wait_for(run)
        process.send_signal(signal.SIGTERM)
        self.end_of(process, STOPPED)
        self.check_goes_on(run)

    def test_none_begins_twice_from_the_same_place(self):
        _, command = self.arguments("checkpoint.every=1000", steps=30)
        said = self.said_by([*command, "--max-restarts", 5], expect=RANK_LOST,
                            TANDEM_TEST_FAULT="kill@1:15")
        self.assertIn("restart 1 of 5 in 1 s", said)
        self.assertNotIn("restart 2", said)


if __name__ == "__main__":
    side_by_side.main(Supervision)
