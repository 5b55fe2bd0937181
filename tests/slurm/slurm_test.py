"""tandem under a real Slurm of two nodes on this machine: the same bytes as here whatever Slurm does
to the job, and exit codes and words for each of its ends. Needs root; says why where it cannot run.

slurm_test.py [names of tests]"""

import contextlib
import json
import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys

import alone
import cluster
from slurm_case import SlurmCase, runs, tried_again_where_mpi_crashes

BAD_INPUT, STOPPED, RANK_LOST, DIVERGED = 65, 75, 76, 77
DIVERGING = ("learners.elbo.optimizer=sgd", "learners.elbo.learning_rate=1e30")


@tried_again_where_mpi_crashes
class Slurm(SlurmCase):
    """Trainings, and what comes between them and their ends."""

    def wait_for_steps(self, number, run=None):
        """Returns when the run of a job has saved some."""
        run = run or self.run_path
        self.slurm.wait_until(lambda: any((run / "checkpoints").glob("step-*[1-9]")) or
                              self.slurm.job(number)["JobState"] in ("FAILED", "CANCELLED"),
                              "checkpoint")
        # While Slurm sends a signal, as it does before the end of a job's time, that is its state.
        self.assertIn(self.slurm.job(number)["JobState"], ("RUNNING", "SIGNALING"),
                      self.words(number))

    def shorten(self):
        """Has a run end a few steps behind its newest checkpoint; returns the last step."""
        last = self.last_step() + 4
        config = self.run_path / "config.yaml"
        config.write_text(re.sub("^steps: .*$", f"steps: {last}", config.read_text(), flags=re.M))
        return last

    def check_as_local(self, last, *overrides):
        """The run has the bytes of one that was never under Slurm."""
        local = self.run_path.with_name(f"{self.run_path.name} local")
        runs.tandem("train", *self.training(*overrides, steps=last), "--ranks", 1, "--run",
                         local)
        expected = runs.digests(local, last)
        self.assertEqual(expected, runs.digests(self.run_path, last))
        self.assertIn("metrics.jsonl", expected)
        self.assertTrue(any(name.endswith("networks.safetensors") for name in expected))

    def check_goes_on(self, number, last):
        """A job that was started again comes to its end with the bytes of a local run."""
        # Two minutes by itself. Not in the second of its end: what that revoked is dated to it.
        self.slurm.call("scontrol", "update", f"JobId={number}", "StartTime=now+5")
        self.wait_for_state(number, "COMPLETED", "FAILED")
        if "launch failed: Unspecified error" in self.words(number):
            # A node that still clears up after the step before refuses the next one.
            self.slurm.call("scontrol", "requeue", number)
            self.wait_for_state(number, "PENDING")
            self.slurm.call("scontrol", "update", f"JobId={number}", "StartTime=now+5")
        self.check_end(number, "COMPLETED", 0)
        self.assertIn(self.slurm.job(number)["Restarts"], ("1", "2"))
        self.check_as_local(last)

    def test_both_nodes_train_one_run(self):
        arguments = self.training(steps=6)
        dry = self.slurm.call(*runs.command("submit", "train", *arguments, "--run",
                                                 self.run_path, "--nodes=2", "--dry-run"))
        self.assertIn("#SBATCH --nodes=2", dry)
        self.assertFalse(self.run_path.exists())
        number = self.submit(*arguments)
        self.check_end(number, "COMPLETED", 0)
        self.assertEqual(["n1", "n1", "n2", "n2"], self.nodes_of(self.run_path))
        self.check_as_local(6)

    def test_a_range_of_nodes(self):
        # Slurm grants as many as are free, and those of the job before may not be free yet.
        self.wait_for_idle_nodes()
        number = self.submit(*self.training(steps=6), nodes="1-2")
        self.check_end(number, "COMPLETED", 0)
        self.assertEqual(set(cluster.NODES), set(self.nodes_of(self.run_path)))
        self.check_as_local(6)

    def wait_for_idle_nodes(self):
        self.slurm.wait_until(lambda: self.slurm.states() == ["idle", "idle"], "two idle nodes")

    def test_a_limit_of_time(self):
        # Slurm looks every 30 seconds, and signals what would be due before it looks again: a job's
        # first half minute has no signal.
        number = self.submit(*self.training(), time="2:00", signal_before=60)
        self.wait_for_steps(number)
        self.wait_for_state(number, "PENDING", "FAILED", "TIMEOUT", seconds=100)
        self.assertEqual("PENDING", self.slurm.job(number)["JobState"], self.words(number))
        self.assertIn(f"asking Slurm to start job {number} again", self.words(number))
        self.check_goes_on(number, self.shorten())

    def test_a_signal_before_the_training_has_begun(self):
        number = self.submit(*self.training())
        self.slurm.wait_until(lambda: self.processes_of("tandem-worker"), "question to the worker")
        self.slurm.call("scancel", "--batch", "--signal=USR1", number)
        self.wait_for_state(number, "PENDING", "FAILED")
        self.assertEqual("PENDING", self.slurm.job(number)["JobState"], self.words(number))
        self.assertIn(f"asking Slurm to start job {number} again", self.words(number))
        self.check_goes_on(number, self.shorten())

    def processes_of(self, program):
        """Those that are to go on with the run of this test, or are asked how; all see each other's
        processes here."""
        found = []
        for file in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                words = file.read_text(errors="replace").split("\0")
                if pathlib.Path(words[0]).name == program and words[1:3] == ["resume",
                                                                            str(self.run_path)]:
                    found.append(int(file.parent.name))
        return found

    def test_a_save_under_way_is_ended_although_sigterm_follows(self):
        """Slurm sends it at the end of the time, when what SIGUSR1 asked for may still go on."""
        go = self.directory / re.sub(r"\W", "_", f"go {self.run_path.name}")
        number = self.submit(*self.training(), environment={
            "LD_PRELOAD": str(runs.BUILD / "libfaulty_files.so"),
            "TANDEM_TEST_HOLD": f"/.tmp-step- {go}"})
        self.slurm.wait_until(pathlib.Path(f"{go}.reached").exists, "save")
        self.slurm.call("scancel", "--batch", "--signal=USR1", number)
        self.slurm.wait_until(lambda: "press Ctrl-C again" in self.words(number), "first request")
        # Straight to it: scancel returns before its signal has come.
        launcher = self.processes_of("tandem")[0]
        os.kill(launcher, signal.SIGTERM)
        self.slurm.wait_until(lambda: not self.is_waiting(launcher, signal.SIGTERM),
                              "second request")
        go.touch()
        self.wait_for_state(number, "PENDING", "FAILED")
        self.assertEqual("PENDING", self.slurm.job(number)["JobState"], self.words(number))
        self.assertIn("stopped at step", self.words(number))
        self.assertNotIn("giving up", self.words(number))
        self.check_goes_on(number, self.shorten())

    @staticmethod
    def is_waiting(process, number):
        """Whether a signal has come to a process that has not taken it yet."""
        status = pathlib.Path(f"/proc/{process}/status").read_text()
        return int(re.search(r"^ShdPnd:\s*(\w+)$", status, re.M)[1], 16) >> (number - 1) & 1

    def test_making_room_for_another_job(self):
        number = self.submit(*self.training(), time="30:00", signal_before=60)
        self.wait_for_steps(number)
        urgent = self.slurm.call("sbatch", "--parsable", "--partition=urgent", "--nodes=2",
                                 "--ntasks-per-node=2", "--output=/dev/null", "--wrap", "true")
        self.wait_for_state(number, "PENDING", "FAILED")
        self.assertEqual("PENDING", self.slurm.job(number)["JobState"], self.words(number))
        last = self.shorten()
        self.wait_for_state(urgent.strip(), "COMPLETED")
        self.check_goes_on(number, last)

    def test_cancelled_jobs_save_and_stay_dead(self):
        number = self.submit(*self.training())
        self.wait_for_steps(number)
        self.slurm.call("scancel", number)
        self.wait_for_state(number, "CANCELLED")
        self.assertIn("stopped at step", self.words(number))
        self.assertNotIn("asking Slurm", self.words(number))
        self.assertEqual("0", self.slurm.job(number)["Restarts"])
        last = self.shorten()
        runs.tandem("resume", self.run_path, "--ranks", 2)
        self.check_as_local(last)

    def test_jobs_that_gain_nothing_are_not_started_for_ever(self):
        number = self.submit(*self.training(), max_requeues=0)
        self.wait_for_steps(number)
        self.slurm.call("scancel", "--batch", "--signal=USR1", number)
        self.check_end(number, "FAILED", STOPPED)
        self.assertIn("it was 0 times without a newer checkpoint", self.words(number))

    def test_a_request_without_requeue_has_its_code(self):
        runs.tandem("train", *self.training("checkpoint.every=2"), "--ranks", 1, "--until", 2,
                         "--run", self.run_path, expect=STOPPED)
        number = self.batch("resume", self.run_path)
        self.slurm.wait_until(lambda: self.last_step() > 2, "newer checkpoint")
        self.slurm.call("scancel", "--batch", "--signal=USR1", number)
        self.check_end(number, "FAILED", STOPPED)
        self.assertIn("stopped at step", self.words(number))

    def test_a_step_that_is_asked_to_end_saves(self):
        """The ranks alone are asked; `tandem` is in the step of the batch script."""
        number = self.submit(*self.training(), max_requeues=0)
        self.wait_for_steps(number)
        self.slurm.call("scancel", "--signal=TERM", f"{number}.0")
        self.check_end(number, "FAILED", STOPPED)
        self.assertIn("stopped at step", self.words(number))
        last = self.shorten()
        runs.tandem("resume", self.run_path, "--ranks", 2)
        self.check_as_local(last)

    def test_ranks_share_the_cpus_of_one_task(self):
        number = self.batch("train", *self.training(steps=6), "--ranks", 2, "--run", self.run_path,
                            place=("--ntasks=1", "--cpus-per-task=2"))
        self.check_end(number, "COMPLETED", 0)
        self.assertEqual(["rank-0.json", "rank-1.json"],
                         sorted(path.name for path in (self.run_path / "status").iterdir()))
        self.assertNotIn("take turns", self.words(number))
        self.check_as_local(6)

    def batch(self, *arguments, place=("--nodes=2", "--ntasks-per-node=2")):
        """A batch script of the user's own."""
        script = self.directory / "own.sbatch"
        command = shlex.join(runs.command(*arguments))
        script.write_text(f"#!/bin/bash\nexec {command}\n")
        return self.slurm.call("sbatch", "--parsable", *place,
                               f"--output={self.directory}/own-%j.log", script).strip()

    def test_divergence_has_its_code(self):
        number = self.submit(*self.training(*DIVERGING))
        self.check_end(number, "FAILED", DIVERGED)
        self.assertIn("is not finite in step", self.words(number))

    def test_a_lost_rank_is_named(self):
        number = self.submit(*self.training(), ranks=4)
        self.wait_for_steps(number)
        self.signal_rank(2, signal.SIGKILL)
        self.check_end(number, "FAILED", RANK_LOST)
        self.assertRegex(self.words(number), r"rank 2 was lost \(host n2, pid \d+\)")

    def signal_rank(self, rank, number):
        """All see each other's processes here."""
        status = (self.run_path / "status" / f"rank-{rank}.json").read_text()
        os.kill(int(status.split('"pid":')[1].split(",")[0].strip("} ")), number)

    def test_a_lost_rank_is_begun_again_in_the_same_allocation(self):
        number = self.batch("train", *self.training(), "--ranks", 4, "--max-restarts", 2, "--run",
                            self.run_path)
        self.wait_for_steps(number)
        # The others wait for it, so that none is beyond the last step of the next start.
        self.signal_rank(2, signal.SIGSTOP)
        last = self.shorten()
        self.signal_rank(2, signal.SIGKILL)
        self.check_end(number, "COMPLETED", 0)
        self.assertRegex(self.words(number), r"rank 2 was lost \(host n2, pid \d+\).*\n"
                                             r"restart 1 of 2 in 1 s")
        self.assertNotIn("restart 2", self.words(number))
        self.assertEqual("0", self.slurm.job(number)["Restarts"])
        starts = json.loads((self.run_path / "manifest.json").read_text())["starts"]
        self.assertRegex(starts[1]["restarted_because"], r"^rank 2 was lost \(host n2, ")
        self.assertEqual(["n1", "n1", "n2", "n2"], self.nodes_of(self.run_path))
        self.check_as_local(last)

    def test_a_job_that_lost_a_node_goes_on(self):
        number = self.submit(*self.training())
        self.wait_for_steps(number)
        self.slurm.end_node("n2")
        try:
            self.wait_for_state(number, "PENDING", "FAILED", "NODE_FAIL")
            self.assertEqual("PENDING", self.slurm.job(number)["JobState"], self.words(number))
            self.assertIn("DUE TO NODE FAILURE", self.words(number))
            last = self.shorten()
        finally:
            self.slurm.start_node("n2")
        self.wait_for_idle_nodes()
        self.check_goes_on(number, last)

    def test_plain_srun_goes_on_with_what_is_there(self):
        process = self.srun("train", *self.training(), "--run", self.run_path)
        self.wait_for_saves()
        step = self.slurm.call("squeue", "--steps", "--noheader", "--format=%i").split()[0]
        self.slurm.call("scancel", "--signal=USR1", step)
        self.assertEqual(STOPPED, process.wait(60))
        last = self.last_step() + 4
        again = ("train", *self.training(steps=last), "--run", self.run_path)
        self.assertEqual(BAD_INPUT, self.srun(*again).wait(60), "another configuration")
        self.shorten()
        self.assertEqual(0, self.srun(*again).wait(60))
        self.check_as_local(last)

    def test_plain_srun_returns_that_a_run_diverged(self):
        process = self.srun("train", *self.training(*DIVERGING), "--run", self.run_path)
        self.assertEqual(DIVERGED, process.wait(60))

    def srun(self, *arguments):
        """Four ranks on two nodes, without a launcher of ours."""
        with open(self.directory / "srun.log", "ab") as log:
            process = subprocess.Popen(
                ["srun", "--nodes=2", "--ntasks=4", "--mpi=pmix", "--kill-on-bad-exit=1",
                 str(runs.BUILD / "tandem-worker"), *map(str, arguments)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.slurm.environment)
        self.addCleanup(process.kill)
        return process

    def wait_for_saves(self):
        self.slurm.wait_until(lambda: any((self.run_path / "checkpoints").glob("step-*[1-9]")),
                              "checkpoint")

    def test_ranks_see_all_gpus_of_their_node(self):
        """Which of them each takes is its own choice, by its number on the node (not shown here)."""
        given = self.given_gpus(*self.training(steps=2))
        self.assertEqual([f"{node} 0,1" for node in cluster.NODES for _ in range(2)], given)

    def test_a_rank_has_its_cpus(self):
        """Tasks were not asked for: as many ranks as have two CPUs."""
        number = self.submit(*self.training(steps=2), ntasks_per_node=None, cpus_per_task=2)
        self.check_end(number, "COMPLETED", 0)


if __name__ == "__main__":
    sys.exit(alone.main())
