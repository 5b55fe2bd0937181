"""Runs that pause, go back and branch off, on the built program: the bits are those of a run that
never did, nothing is lost, and what cannot be is refused before anything is made."""

import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runs  # pylint: disable=wrong-import-position
from whole_run import STEPS, WholeRun  # pylint: disable=wrong-import-position

USAGE, BAD_INPUT, STOPPED, RANK_LOST = 64, 65, 75, 76


class Branches(WholeRun, unittest.TestCase):
    """Runs made from one that has ended."""

    learner = "elbo"
    change = "model.beta=2"
    report_every = 4

    @classmethod
    def arguments(cls, run, *overrides, ranks=1):
        schedule = f"learners.{cls.learner}.schedule.kind=linear"
        return super().arguments(run, schedule, *overrides, ranks=ranks)

    def branch(self, run, *overrides, parent=None, ranks=1, **how):
        return runs.tandem("train", "--from", parent or f"{self.whole}@4", *overrides, "--ranks",
                           ranks, "--run", run, **how)

    def steps(self, run):
        return sorted(int(path.name[5:]) for path in (run / "checkpoints").glob("step-*"))

    def test_paused_and_continued_is_as_never_stopped(self):
        run = self.new()
        said = runs.tandem(*self.arguments(run), "--until", 1, expect=STOPPED)
        self.assertIn(f"stopped at step 1 of {STEPS}", said)
        self.assertEqual([1], self.steps(run))
        for until, ranks in ((3, 2), (3, 1), (5, 4)):
            said = runs.tandem("resume", run, "--until", until, "--ranks", ranks, expect=STOPPED)
            self.assertIn(f"stopped at step {until} of {STEPS}", said)
        runs.tandem("resume", run, "--until", STEPS, "--ranks", 1)
        self.assertEqual(self.digests, runs.digests(run, STEPS))

    def test_the_end_says_what_was_measured_there(self):
        run = self.new()
        said = runs.tandem(*self.arguments(run))
        values = runs.reports(run)[-1]
        shown = min(name for name in values if name.startswith("test/"))
        self.assertIn(f"  {shown} {values[shown]:.5g}", said)
        loss = min(name for name in values if name.startswith(self.learner))
        last_line = [line for line in said.splitlines() if "(100 %)" in line][-1]
        self.assertIn(f"{loss} {values[loss]:.4g}", last_line)

    def test_until_lies_ahead_and_within_the_run(self):
        for until in (0, STEPS + 1):
            run = self.new(str(until))
            said = runs.tandem(*self.arguments(run), "--until", until, expect=USAGE)
            self.assertIn(f"from 1 to {STEPS}", said)
            self.assertFalse(run.exists())
        said = runs.tandem("resume", self.whole, "steps=8", "--until", 5, "--ranks", 1,
                           expect=USAGE)
        self.assertIn("from 6 to 8", said)

    def test_a_run_is_not_shortened_behind_its_checkpoint(self):
        said = runs.tandem("resume", self.whole, "steps=5", "--ranks", 1, expect=BAD_INPUT)
        self.assertIn("steps", said)
        self.assertIn(f"at least {STEPS}", said)

    def test_back_to_a_step(self):
        run = self.copy()
        said = runs.tandem("resume", run, "--step", 2, "--ranks", 2)
        behind = run / "behind-step-00000002"
        self.assertIn(str(behind), said)
        self.assertEqual([4, 6], self.steps(behind))
        self.assertEqual((self.whole / "metrics.jsonl").read_bytes(),
                         (behind / "metrics.jsonl").read_bytes())
        self.assertTrue((behind / "samples" / "step-00000006.png").exists())
        self.assertEqual(self.digests, runs.digests(run, STEPS))
        runs.tandem("resume", run, "--step", 4, "--ranks", 1)
        self.assertTrue((run / "behind-step-00000004" / "checkpoints" / "step-00000006").exists())
        self.assertEqual(self.digests, runs.digests(run, STEPS))

    def test_a_step_without_checkpoint(self):
        said = runs.tandem("resume", self.whole, "--step", 3, "--ranks", 1, expect=BAD_INPUT)
        self.assertIn("one of step 2, 4, 6", said)
        said = self.branch(self.new(), parent=f"{self.whole}@3", expect=BAD_INPUT)
        self.assertIn("one of step 2, 4, 6", said)
        self.assertFalse(self.new().exists())

    def test_back_to_the_best(self):
        said = runs.tandem("resume", self.whole, "--best", "--ranks", 1, expect=BAD_INPUT)
        self.assertIn("checkpoint.best", said)
        said = runs.tandem("resume", self.whole, "--best", "--step", 2, expect=USAGE)
        self.assertIn("--step and --best", said)
        run = self.new()
        # The rate never falls, so that the first evaluation is the best.
        runs.tandem(*self.arguments(run, "evaluation.every=3", "checkpoint.best_is=highest",
                                    f"checkpoint.best=test/{self.learner}/loss"))
        best = json.loads((self.checkpoint(run, STEPS) / "state.json").read_text())
        step = best["best"]["step"]
        before = runs.digests(run, STEPS)
        said = runs.tandem("resume", run, "--best", "--ranks", 1)
        self.assertIn(f"from step {step}", said)
        self.assertEqual(before, runs.digests(run, STEPS))

    def test_a_branch_without_changes_is_the_run(self):
        before = runs.digests(self.whole, STEPS)
        for parent, ranks in ((f"{self.whole}@4", 1), (f"{self.whole}@2", 2)):
            run = self.new(f"-{ranks}")
            self.branch(run, parent=parent, ranks=ranks)
            files = {name: digest for name, digest in runs.digests(run, STEPS).items()
                     if name.startswith("checkpoints")}
            self.assertEqual(files, {name: before[name] for name in files})
            lines = (run / "metrics.jsonl").read_text()
            self.assertTrue(lines)
            self.assertTrue((self.whole / "metrics.jsonl").read_text().endswith(lines))
            manifest = json.loads((run / "manifest.json").read_text())
            self.assertEqual({"run": str(self.whole), "step": int(parent[-1])},
                             {key: manifest["parent"][key] for key in ("run", "step")})
        self.assertEqual(before, runs.digests(self.whole, STEPS))

    def test_the_newest_checkpoint_is_the_default(self):
        run = self.new()
        said = self.branch(run, f"steps={STEPS + 2}", parent=self.whole)
        self.assertIn(f"from step {STEPS}", said)
        self.assertEqual([STEPS, STEPS + 2], self.steps(run))

    def test_a_changed_branch_is_a_run_like_any_other(self):
        changes = (self.change, f"learners.{self.learner}.learning_rate=0.0005", "name=other",
                   "steps=8")
        whole = self.new("-whole")
        self.branch(whole, *changes)
        weights = f"checkpoints/step-{STEPS:08d}/networks.safetensors"
        self.assertNotEqual(self.digests[weights], runs.digests(whole, STEPS)[weights])
        killed = self.new("-killed")
        self.branch(killed, *changes, ranks=2, expect=RANK_LOST, TANDEM_TEST_FAULT="kill@1:7")
        runs.tandem("resume", killed, "--ranks", 4)
        self.assertEqual(runs.digests(whole, 8), runs.digests(killed, 8))
        paused = self.new("-paused")
        self.branch(paused, *changes, "--until", 5, ranks=2, expect=STOPPED)
        runs.tandem("resume", paused, "--ranks", 1)
        self.assertEqual(runs.digests(whole, 8), runs.digests(paused, 8))

    def test_what_a_branch_may_not_change_is_named(self):
        run = self.new()
        said = self.branch(run, "seed=2", self.change, "batch.size=32", *self.small,
                           f"learners.{self.learner}.learning_rate=0.0005", expect=BAD_INPUT)
        self.assertIn("seed: was 1, is 2", said)
        self.assertIn("batch.size: was 16, is 32", said)
        self.assertNotIn("learning_rate: was", said)
        self.assertFalse(run.exists())

    def test_a_branch_on_other_data_is_refused(self):
        said = self.branch(self.new(), f"data.path={self.other_data()}", expect=BAD_INPUT)
        self.assertIn("other data", said)
        self.assertFalse(self.new().exists())

    def test_a_branch_begins_no_average(self):
        said = self.branch(self.new(), f"learners.{self.learner}.average_decay=0.9",
                           expect=BAD_INPUT)
        self.assertRegex(said, r"average_decay: was 0\S*, is 0\.9")
        self.assertFalse(self.new().exists())

    def test_a_branch_has_steps_of_its_own(self):
        said = self.branch(self.new(), self.change, parent=self.whole, expect=BAD_INPUT)
        self.assertIn(f"more than {STEPS}, got {STEPS}", said)
        self.assertFalse(self.new().exists())

    def test_a_branch_takes_no_configuration(self):
        said = self.branch(self.new(), "run.yaml", expect=USAGE)
        self.assertIn("--from", said)


class BranchesOfManyUpdates(Branches):
    """The same for a family whose steps draw several batches: their number may change."""

    family, learner = "wgan_gp", "critic"
    small = ("model.base_channels=4", "model.critic_updates=2")
    change = "model.critic_updates=3"

    def test_updates_are_counted_on(self):
        run = self.new()
        self.branch(run, self.change)
        state = json.loads((self.checkpoint(run, STEPS) / "state.json").read_text())
        self.assertEqual({"critic": 4 * 2 + 2 * 3, "generator": STEPS}, state["updates"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
