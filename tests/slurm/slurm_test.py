"""tandem under a real Slurm of two nodes on this machine: the same bytes as here whatever Slurm does
to the job, and exit codes and words for each of its ends. Needs root; says why where it cannot run.

slurm_test.py [names of tests]"""

import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]
import alone  # pylint: disable=wrong-import-position
import cluster  # pylint: disable=wrong-import-position
import runs  # pylint: disable=wrong-import-position

BAD_INPUT, STOPPED, RANK_LOST, DIVERGED = 65, 75, 76, 77
DIVERGING = ("learners.elbo.optimizer=sgd", "learners.elbo.learning_rate=1e30")
LONG = 100000  # steps of a run that is ended from outside


class Slurm(unittest.TestCase):
    """Tiny runs over made-up digits, a job each."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-slurm-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.data = runs.pack_digits(cls.directory, num_train=400, num_test=20)
        (cls.directory / "slurm").mkdir()
        cls.slurm = cls.enterClassContext(
            cluster.Cluster(alone.root_of_slurm(), cls.directory / "slurm"))

    def setUp(self):
        # Digits and a quote: names are names, for the shell and for Slurm.
        self.run_path = self.directory / f"{self.id().rsplit('.', 1)[1]} it's 100%j"

    def training(self, *overrides, steps=LONG):
        """Every step has a checkpoint, so that a stop leaves no trace in the metrics."""
        return (runs.ROOT / "experiments" / "vae" / "mnist.yaml", f"data.path={self.data}",
                f"steps={steps}", "batch.size=16", "report.every=2", f"samples.every={LONG}",
                f"evaluation.every={LONG}", "checkpoint.every=1", "samples.count=4",
                "model.hidden_widths=[16]", *overrides)

    def submit(self, *arguments, run=None, what="train", **options):
        """Submits a job, of two ranks on each of two nodes by default; returns its number."""
        place = ("--run", run or self.run_path) if what == "train" else ()
        options = {"nodes": 2, "ntasks_per_node": 2, **options}
        flags = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()
                 if value is not None]
        said = self.slurm.call(*runs.command("submit", what, *arguments, *place, *flags))
        return said.split("Submitted batch job ")[1].split()[0]

    def wait_for_steps(self, number, run=None):
        """Returns when the run of a job has saved some."""
        run = run or self.run_path
        self.slurm.wait_until(lambda: any((run / "checkpoints").glob("step-*[1-9]")) or
                              self.slurm.job(number)["JobState"] in ("FAILED", "CANCELLED"),
                              "checkpoint")
        # While Slurm sends a signal, as it does before the end of a job's time, that is its state.
        self.assertIn(self.slurm.job(number)["JobState"], ("RUNNING", "SIGNALING"),
                      self.words(number))

    def wait_for_state(self, number, *states, seconds=60):
        self.slurm.wait_until(lambda: self.slurm.job(number).get("JobState") in states,
                              f"job in state {states}", seconds)

    def words(self, number, run=None):
        own = self.directory / f"own-{number}.log"
        log = own if own.exists() else (run or self.run_path) / "logs" / f"slurm-{number}.log"
        return log.read_text() if log.exists() else "(no log)"

    def check_end(self, number, state, code, run=None):
        self.wait_for_state(number, "COMPLETED", "FAILED", "CANCELLED", "NODE_FAIL", "TIMEOUT",
                            seconds=120)
        job = self.slurm.job(number)
        self.assertEqual((state, f"{code}:0"), (job["JobState"], job["ExitCode"]),
                         self.words(number, run))

    def last_step(self, run=None):
        return max(int(path.name[5:]) for path in ((run or self.run_path) / "checkpoints")
                   .glob("step-*"))

    def shorten(self):
        """Has a run end a few steps behind its newest checkpoint; returns the last step."""
        last = self.last_step() + 4
        config = self.run_path / "config.yaml"
        config.write_text(re.sub("^steps: .*$", f"steps: {last}", config.read_text(), flags=re.M))
        return last

    def check_as_local(self, last, *overrides):
        """The run has the bytes of one that was never under Slurm."""
        local = self.directory / f"{self.id().rsplit('.', 1)[1]}-local"
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
        hosts = [path.read_text() for path in sorted((self.run_path / "status").glob("rank-*"))]
        self.assertEqual(["n1", "n1", "n2", "n2"],
                         [node for text in hosts for node in cluster.NODES if f'"{node}"' in text])
        self.check_as_local(6)

    def test_a_limit_of_time(self):
        number = self.submit(*self.training(), time="2:00", signal_before=90)
        self.wait_for_steps(number)
        self.wait_for_state(number, "PENDING", "FAILED", "TIMEOUT", seconds=100)
        self.assertEqual("PENDING", self.slurm.job(number)["JobState"], self.words(number))
        self.assertIn(f"asking Slurm to start job {number} again", self.words(number))
        self.check_goes_on(number, self.shorten())

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
        self.end_rank(2)
        self.check_end(number, "FAILED", RANK_LOST)
        self.assertRegex(self.words(number), r"rank 2 was lost \(host n2, pid \d+\)")

    def end_rank(self, rank):
        """Kills a rank: all see each other's processes here."""
        status = (self.run_path / "status" / f"rank-{rank}.json").read_text()
        os.kill(int(status.split('"pid":')[1].split(",")[0].strip("} ")), signal.SIGKILL)

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
        self.slurm.wait_until(lambda: self.slurm.states() == ["idle", "idle"], "two idle nodes")
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
        process = subprocess.Popen(
            ["srun", "--nodes=2", "--ntasks=4", "--mpi=pmix", "--kill-on-bad-exit=1",
             str(runs.BUILD / "tandem-worker"), *map(str, arguments)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=self.slurm.environment)
        self.addCleanup(process.kill)
        return process

    def wait_for_saves(self):
        self.slurm.wait_until(lambda: any((self.run_path / "checkpoints").glob("step-*[1-9]")),
                              "checkpoint")

    def test_a_sweep_in_one_allocation(self):
        definition, there = self.sweep_file(steps=4), self.directory / "sweep it's there"
        number = self.submit(definition, f"--directory={there}", what="sweep")
        self.check_end(number, "COMPLETED", 0, run=there)
        self.check_sweep_as_local(definition, there)
        self.assertEqual(set(cluster.NODES), self.nodes_of_trials(there))

    def test_a_sweep_by_an_array_of_jobs(self):
        definition, there = self.sweep_file(steps=400), self.directory / "sweep of an array"
        number = self.submit(definition, f"--directory={there}", what="sweep", array=2, nodes=1)
        tasks = [f"{number}_0", f"{number}_1"]
        self.slurm.wait_until(lambda: self.nodes_of_trials(there) == set(cluster.NODES),
                              "trials of both jobs")
        # One of them has to make room, and comes back: the other may by then have gone on with its
        # trials.
        self.slurm.call("scancel", "--batch", "--signal=USR1", tasks[1])
        self.wait_for_state(tasks[1], "PENDING", "FAILED", "COMPLETED")
        self.assertEqual("PENDING", self.slurm.job(tasks[1])["JobState"], self.logs(there))
        self.slurm.call("scontrol", "update", f"JobId={tasks[1]}", "StartTime=now+5")
        for task in tasks:
            self.wait_for_state(task, "COMPLETED", "FAILED", seconds=120)
            self.assertEqual("COMPLETED", self.slurm.job(task)["JobState"], self.logs(there))
        self.check_sweep_as_local(definition, there)
        self.assertIn("nobody works on it", runs.tandem("sweep", "status", there))

    def test_trials_have_gpus_of_their_own(self):
        there = self.directory / "sweep on gpus"
        arguments = (self.sweep_file(steps=4), f"--directory={there}")
        given = self.given_gpus(*arguments, what="sweep", run=there)
        self.assertEqual([f"{node} {gpu}" for node in cluster.NODES for gpu in ("0", "1")], given)

    def test_ranks_see_all_gpus_of_their_node(self):
        """Which of them each takes is its own choice, by its number on the node (not shown here)."""
        given = self.given_gpus(*self.training(steps=2))
        self.assertEqual([f"{node} 0,1" for node in cluster.NODES for _ in range(2)], given)

    def test_trials_at_once_have_cpus(self):
        """A CPU on each node, though two GPUs."""
        said = self.slurm.call("salloc", "--nodes=2", "--gpus-per-node=2", *runs.command(
            "sweep", self.sweep_file(steps=2), "--directory", self.directory / "sweep by cpus"))
        self.assertIn("2 side by side", said)

    def test_a_rank_has_its_cpus(self):
        """Tasks were not asked for: as many ranks as have two CPUs."""
        number = self.submit(*self.training(steps=2), ntasks_per_node=None, cpus_per_task=2)
        self.check_end(number, "COMPLETED", 0)

    def given_gpus(self, *arguments, run=None, **options):
        """The GPUs that Slurm gave four processes, of which each waits for the others."""
        given = self.directory / f"given gpus to {self.id()}"
        given.touch()
        prolog = self.directory / "note_gpus.sh"
        prolog.write_text(PROLOG.format(given=shlex.quote(str(given))))
        prolog.chmod(0o755)
        # As many places on each node as it has GPUs.
        number = self.submit(*arguments, f"--launcher-args=--task-prolog={prolog}",
                             ntasks_per_node=None, gpus_per_node=cluster.GPUS_PER_NODE, **options)
        self.check_end(number, "COMPLETED", 0, run=run)
        return sorted(given.read_text().splitlines())

    def nodes_of_trials(self, sweep):
        hosts = "".join(path.read_text() for path in sweep.glob("trials/*/*/status/rank-0.json"))
        return {node for node in cluster.NODES if f'"{node}"' in hosts}

    def logs(self, sweep):
        return "\n".join(path.read_text() for path in (sweep / "logs").glob("slurm-*.log"))

    def sweep_file(self, steps):
        definition = self.directory / f"sweep-{steps}.yaml"
        definition.write_text(SWEEP.format(root=runs.ROOT, data=self.data, steps=steps))
        return definition

    def check_sweep_as_local(self, definition, there):
        """Its trials have the bytes of those of a sweep in one slot on this machine."""
        here = self.directory / f"{definition.stem}-here"
        runs.tandem("sweep", definition, "--slots", 1, "--directory", here)
        trials = sorted(path.parent.relative_to(here)
                        for path in here.glob("trials/*/*/metrics.jsonl"))
        self.assertEqual(4, len(trials))
        for trial in trials:
            last = self.last_step(here / trial)
            expected = runs.digests(here / trial, last)
            self.assertEqual(expected, runs.digests(there / trial, last))
            self.assertTrue(any(name.endswith("networks.safetensors") for name in expected))


PROLOG = """\
#!/bin/sh
echo "$SLURMD_NODENAME $CUDA_VISIBLE_DEVICES" >>{given}
for _ in $(seq 300); do
  [ "$(wc -l <{given})" -ge 4 ] && exit 0
  sleep 0.1
done
exit 1
"""

SWEEP = """\
sweep:
  name: tiny
  metric: test/elbo/loss
  goal: minimize
  seeds: [1]
  space:
    model.latent_size: 2,3,4,5
  families:
    vae:
      config: {root}/experiments/vae/mnist.yaml
      overrides:
        - data.path={data}
        - model.hidden_widths=[8]
        - steps={steps}
        - batch.size=16
        - report.every=2
        - samples.every={steps}
        - samples.count=4
        - evaluation.every={steps}
        - checkpoint.every=1
  sampler: {{kind: grid}}
"""


if __name__ == "__main__":
    sys.exit(alone.main())
