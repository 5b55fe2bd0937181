"""Sweeps under a real Slurm of two nodes on this machine: the same bytes of their trials as here.
Needs root; says why where it cannot run.

slurm_sweeps_test.py [names of tests]"""

import sys

import alone
import cluster
from slurm_case import SlurmCase, runs

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


class SlurmSweeps(SlurmCase):
    """In one job, and by several."""

    def test_a_sweep_in_one_allocation(self):
        definition, there = self.sweep_file(steps=4), self.directory / "sweep it's there"
        number = self.submit(definition, f"--directory={there}", what="sweep")
        self.check_end(number, "COMPLETED", 0, run=there)
        self.check_sweep_as_local(definition, there)
        self.assertEqual(set(cluster.NODES), self.nodes_of_trials(there))

    def test_trials_that_no_node_has_room_for_are_spread(self):
        definition, there = self.sweep_file(steps=6), self.directory / "sweep over nodes"
        number = self.submit(definition, "sweep.placement.ranks_per_trial=4",
                             f"--directory={there}", what="sweep")
        self.check_end(number, "COMPLETED", 0, run=there)
        self.assertEqual(["n1", "n1", "n2", "n2"], self.nodes_of(there / "trials/0000/seed-1"))
        self.check_sweep_as_local(definition, there)

    def test_a_trial_that_is_left_goes_on_with_more_ranks(self):
        """The other one diverges at once. To stop for that is no sign that Slurm wants the place."""
        definition, there = self.directory / "left.yaml", self.directory / "sweep of one that is left"
        text = self.sweep_file(steps=4000).read_text()
        for before, now in (("model.latent_size: 2,3,4,5", "learners.elbo.learning_rate: 1e-3,1e38"),
                            ("[8]", "[512, 512]"), ("size=16", "size=64"), ("point.every=1", "point.every=4000")):
            self.assertIn(before, text)
            text = text.replace(before, now)
        definition.write_text(text)
        number = self.submit(definition, f"--directory={there}", what="sweep", nodes=1)
        self.check_end(number, "COMPLETED", 0, run=there)
        self.assertRegex(self.words(number, there), r"trial 0, seed 1: to step 4000, 1 rank on n\d:1\n")
        self.assertRegex(self.words(number, there), r"trial 0, seed 1: to step 4000, 2 ranks on n\d:2\n")

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

    def test_trials_at_once_have_cpus(self):
        """A CPU on each node, though two GPUs."""
        said = self.slurm.call("salloc", "--nodes=2", "--gpus-per-node=2", *runs.command(
            "sweep", self.sweep_file(steps=2), "--directory", self.directory / "sweep by cpus"))
        self.assertIn("2 side by side", said)

    def nodes_of_trials(self, sweep):
        return {node for run in sweep.glob("trials/*/*") for node in self.nodes_of(run)}

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


if __name__ == "__main__":
    sys.exit(alone.main())
