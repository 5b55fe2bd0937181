"""What machines do to a run beside failing: clocks that differ or jump, memory that ends, a disk of
logs that is full, another number of ranks than before."""

import errno
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runs  # pylint: disable=wrong-import-position
import side_by_side  # pylint: disable=wrong-import-position
from disturbed_runs import DisturbedRuns, status_of  # pylint: disable=wrong-import-position

BAD_INPUT, INTERNAL, INPUT_OUTPUT, STOPPED = 65, 70, 74, 75
FAULTY_FILES = runs.BUILD / "libfaulty_files.so"
DAY = 86400


class Surroundings(DisturbedRuns, unittest.TestCase):
    """A run each."""

    def with_ranks(self, begin):
        """A `tandem` whose ranks begin with these lines of the shell."""
        return self.programs.with_ranks(self._testMethodName, begin)

    def resumed(self, run, *arguments, expect, tandem=None):
        """What `resume` says."""
        return runs.said_by([str(tandem or self.tandem), "resume", str(run),
                             *map(str, arguments)], expect=expect)

    def test_clocks_that_differ_and_jump_change_nothing(self):
        tandem = self.with_ranks(f"export TANDEM_TEST_CLOCK=$(($rank * -{DAY})) "
                                 f"LD_PRELOAD='{FAULTY_FILES}'")
        run, command = self.arguments(tandem=tandem)
        runs.said_by([*command, "--until", "25"], expect=STOPPED)
        self.assertIn("step 45", runs.said_by(
            [str(self.tandem), "resume", str(run), "--until", "45", "--ranks", "1"],
            expect=STOPPED, LD_PRELOAD=str(FAULTY_FILES), TANDEM_TEST_CLOCK=str(-10 * DAY)))
        self.check_goes_on(run)

    def test_a_working_directory_that_is_gone_is_named(self):
        gone = self.directory / "gone"
        gone.mkdir()
        for command in (["config", runs.ROOT / "experiments" / "vae" / "mnist.yaml"],
                        ["sample", self.directory / "none"], ["sweep", "status", "none"]):
            words = " ".join(map(shlex.quote, runs.command(*command)))
            said = runs.said_by(["sh", "-c", f"cd {gone} && rmdir {gone} && mkdir {gone} && {words}"],
                                expect=INPUT_OUTPUT)
            self.assertIn("the working directory cannot be told", said)

    def test_what_is_printed_comes_into_no_file_where_streams_are_closed(self):
        run, command = self.arguments("checkpoint.keep=1", steps=4)
        words = " ".join(map(shlex.quote, map(str, command)))
        ended = subprocess.run(["sh", "-c", f"{words} <&- >&- 2>&-"], check=False,
                               env=runs.environment())
        self.assertEqual(ended.returncode, 0)
        self.assertTrue((run / "checkpoints" / "step-00000004").is_dir())
        for path in run.rglob("*"):
            if path.is_file() and path.name != "launcher.log":
                self.assertNotIn(b"done: ", path.read_bytes(), path)

    def test_who_ignores_the_ends_of_its_children_can_start_a_run(self):
        run, command = self.arguments()
        ended = subprocess.run(
            [*command, "--until", "25"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, check=False, env=runs.environment(),
            preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
        self.assertEqual(ended.returncode, STOPPED, ended.stdout)
        self.check_goes_on(run)

    def test_numbers_of_ranks_that_do_and_do_not_divide_the_batch(self):
        run, command = self.arguments()
        runs.said_by([*command, "--until", "25"], expect=STOPPED)
        said = self.resumed(run, "--ranks", 3, expect=BAD_INPUT)
        self.assertIn("a count that divides batch.micro_batches = 4: 1, 2, 4", said)
        self.resumed(run, "--ranks", 1, "--until", 45, expect=STOPPED)
        self.resumed(run, "--ranks", 4, "--until", 65, expect=STOPPED)
        self.check_goes_on(run)

    def test_a_full_disk_of_logs_stops_nobody(self):
        if os.geteuid() != 0:
            runs.skip(self, "a full disk for logs alone is a mount, which needs root")
        run, command = self.arguments("checkpoint.keep=1", ranks=1)
        full = ('[ -e "$2/logs/rank-0.log" ] || : >"$2/logs/rank-0.log"\n'
                'exec unshare --mount sh -c \'mount --bind /dev/full "$3/logs/rank-0.log" && '
                'exec "$@"\' sh "$worker" "$@"')
        command[0] = str(self.with_ranks(full))
        # A warning each time that an old checkpoint is to be removed.
        runs.said_by([*command, "--until", "25"], expect=STOPPED, LD_PRELOAD=str(FAULTY_FILES),
                     TANDEM_TEST_FILES=f"rename {errno.EBUSY} removed-step-")
        self.assertEqual("", (run / "logs" / "rank-0.log").read_text())
        self.check_goes_on(run)

    def test_what_cannot_be_printed_is_a_failure(self):
        config = runs.ROOT / "experiments" / "vae" / "mnist.yaml"
        for command in (["--help"], ["config", config, "show"]):
            with open("/dev/full", "wb") as full:
                done = subprocess.run([str(self.tandem), *map(str, command)], stdout=full,
                                      stderr=subprocess.PIPE, text=True, check=False)
            self.assertEqual(INPUT_OUTPUT, done.returncode, command)
            self.assertIn("standard output: what was printed could not be written", done.stderr)

    def test_a_rank_without_memory_is_named_and_ends_all(self):
        run, command = self.arguments("model.hidden_widths=[60000]", tandem=self.with_ranks(
            '[ "$rank" = 0 ] || ulimit -v 3000000'))
        said = runs.said_by(command, expect=INTERNAL)
        self.assertRegex(said, r"rank 1 \(host \S+\) failed: ")
        self.assertIn("not enough memory", said)
        self.assertEqual("failed", status_of(run, 1)["state"])

    def test_a_gpu_without_memory_ends_all_ranks(self):
        """LibTorch's own error for it, thrown here without a GPU."""
        run, command = self.arguments()
        said = runs.said_by(command, expect=INTERNAL, TANDEM_TEST_FAULT="memory@1:13")
        self.assertRegex(said, r"rank 1 \(host \S+\) failed: not enough memory: CUDA out of memory")
        self.assertIn("batch.micro_batches", said)
        self.assertNotIn("frame #", said)
        self.assertEqual("failed", status_of(run, 1)["state"])
        self.check_goes_on(run)


if __name__ == "__main__":
    side_by_side.main(Surroundings)
