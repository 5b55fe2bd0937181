"""`tandem audit` on the built program: a sound run passes on any number of ranks, every defect that
is planted is found and named, and the run itself stays as it is."""

import fcntl
import hashlib
import json
import pathlib
import re
import shutil
import signal
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import processes  # pylint: disable=wrong-import-position
import runs  # pylint: disable=wrong-import-position
import signed_checkpoint  # pylint: disable=wrong-import-position
import small_runs  # pylint: disable=wrong-import-position
from whole_run import STEPS, WholeRun  # pylint: disable=wrong-import-position

USAGE, BAD_INPUT, INTERNAL, INPUT_OUTPUT, STOPPED = 64, 65, 70, 74, 75
NETWORKS = "networks.safetensors"


def content(run):
    """Digests of all files in a run."""
    return {str(path.relative_to(run)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(run.rglob("*")) if path.is_file()}


def lines_about_checkpoints(run):
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    return {line["step"]: line for line in lines if "checkpoint" in line}


class Audit(WholeRun, unittest.TestCase):
    """Copies of a run that has ended, audited."""

    def setUp(self):
        self.scratch = self.new("-scratch")
        self.scratch.mkdir()

    def audit(self, run, *arguments, expect=0, ranks=1):
        """What an audit says; whatever that is, it leaves the run as it was, and nothing else."""
        before = content(run)
        by_ranks = () if ranks is None else ("--ranks", ranks)
        said = runs.tandem("audit", run, *by_ranks, "--scratch", self.scratch, *arguments,
                           expect=expect)
        self.assertEqual(before, content(run))
        self.assertEqual([], list(self.scratch.iterdir()))
        return said

    def best(self, run, step):
        """The step of the best checkpoint that one remembers, None where it remembers none."""
        state = json.loads((self.checkpoint(run, step) / "state.json").read_text())
        return state.get("best", {}).get("step")

    def flip_weight(self, run, step):
        """Flips the lowest bit of the last weight of the networks of a checkpoint."""
        path = self.checkpoint(run, step) / NETWORKS
        damaged = bytearray(path.read_bytes())
        damaged[-4] ^= 1
        path.write_bytes(damaged)

    def edit_metrics(self, run, step, pattern, becomes):
        """Edits the first line of a step that has something of this pattern."""
        path = run / "metrics.jsonl"
        lines = path.read_text().splitlines(keepends=True)
        at = next(i for i, line in enumerate(lines)
                  if f'"step":{step},' in line and re.search(pattern, line))
        # As one who knows of their digests would do it: a line without one is taken as it is.
        lines[at] = re.sub(r',"digest":"\w*"', "", re.sub(pattern, becomes, lines[at], count=1))
        path.write_text("".join(lines))
        return f"{path}:{at + 1}"

    def test_digests_and_images_are_those_of_the_checkpoints(self):
        lines = lines_about_checkpoints(self.whole)
        self.assertEqual([2, 4, 6], list(lines))
        for step, line in lines.items():
            manifest = json.loads((self.checkpoint(self.whole, step) / "manifest.json").read_text())
            self.assertEqual({name: file["digest"] for name, file in manifest["files"].items()},
                             line["checkpoint"])
            self.assertEqual({16 * step}, set(line["images"].values()))

    def test_images_are_counted_by_network(self):
        run = self.new()
        configuration = runs.ROOT / "experiments" / "wgan_gp" / "mnist.yaml"
        runs.tandem("train", configuration, f"data.path={self.data}", "steps=2",
                    *small_runs.OFTEN, *small_runs.overrides(configuration),
                    "model.critic_updates=3", "--ranks", 1, "--run", run)
        self.assertEqual({"critic": 3 * 2 * 16, "generator": 2 * 16},
                         lines_about_checkpoints(run)[2]["images"])

    def test_a_sound_run_passes_on_another_number_of_ranks(self):
        said = self.audit(self.whole, "--stretches", 9, ranks=2)
        self.assertIn("passed: all that were drawn, 3 of the 3 stretches", said)
        for first in (1, 3, 5):
            self.assertIn(f"steps {first} to {first + 1}: the same: ", said)

    def test_a_run_that_is_in_use_is_audited_as_it_is(self):
        run = self.copy()
        with open(run / ".launcher.lock", "ab") as launcher, open(run / ".lock", "ab") as rank:
            for lock in (launcher, rank):
                fcntl.flock(lock, fcntl.LOCK_EX)
            self.assertIn("passed: all that were drawn, 1 of the 3", self.audit(run))

    def test_stretches_are_drawn_by_the_seed(self):
        drawn = [self.audit(self.whole, "--seed", seed).splitlines()[0] for seed in (1, 2, 1, 5)]
        self.assertEqual(drawn[0], drawn[2])
        self.assertLess(1, len(set(drawn)))

    def test_damage_is_named_at_once(self):
        run = self.copy()
        self.flip_weight(run, 4)
        said = self.audit(run, expect=BAD_INPUT)
        self.assertIn(f"step-00000004 is damaged: {NETWORKS}", said)
        self.assertNotIn("drawn", said)

    def check_finds_the_weight(self, run):
        said = self.audit(run, "--stretches", 3, expect=BAD_INPUT, ranks=2)
        self.assertRegex(said, rf"{self.checkpoint(run, 4) / NETWORKS}: tensor '[\w.]+'\[\d.*\] of "
                               r"step 4 is not what training gives; expected -?\d.*, got -?\d")

    def test_a_weight_that_was_signed_again_is_found_by_training(self):
        run = self.copy()
        self.flip_weight(run, 4)
        signed_checkpoint.sign_again(self.checkpoint(run, 4), NETWORKS)
        self.check_finds_the_weight(run)

    def test_a_weight_whose_digest_was_edited_everywhere_is_found(self):
        run = self.copy()
        self.flip_weight(run, 4)
        digest = signed_checkpoint.sign_again(self.checkpoint(run, 4), NETWORKS)
        self.edit_metrics(run, 4, rf'("{NETWORKS}":)"\w+"', rf'\1"{digest}"')
        self.check_finds_the_weight(run)

    def test_an_edited_digest_is_found(self):
        run = self.copy()
        place = self.edit_metrics(run, 4, rf'("{NETWORKS}":)"\w+"', r'\1"' + 32 * "0" + '"')
        said = self.audit(run, expect=BAD_INPUT)
        self.assertIn(f"{place}: {NETWORKS} of step 4 is not what training gives", said)
        self.assertIn("got the digest 0000", said)

    def test_an_edited_value_is_found(self):
        for step, name in ((2, "elbo/kl"), (4, "test/elbo/kl"), (6, "elbo/loss")):
            run = self.new(f"-{step}")
            self.copy().rename(run)
            # Not the last digit, on which the number that it stands for may not depend.
            place = self.edit_metrics(run, step, rf'("{name}":\d+\.)(\d)',
                                      lambda match: match[1] + str((int(match[2]) + 1) % 10))
            said = self.audit(run, "--stretches", 3, expect=BAD_INPUT)
            self.assertIn(f"{place}: '{name}' of step {step} is not what training gives", said)

    def test_removed_and_added_lines_are_found(self):
        run = self.copy()
        path = run / "metrics.jsonl"
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(line for line in lines if '"step":4,"elbo' not in line))
        said = self.audit(run, "--stretches", 3, expect=BAD_INPUT)
        self.assertIn("a line of step 4 is missing", said)
        path.write_text("".join(lines + ['{"step":6,"checkpoint":']))  # being written
        self.assertIn("passed", self.audit(run, "--stretches", 3))
        added = next(line for line in lines if line.startswith('{"step":6,"elbo'))
        path.write_text("".join(lines + [added]))
        said = self.audit(run, "--stretches", 3, expect=BAD_INPUT)
        self.assertIn(f"{path}:{len(lines) + 1}: training gives no such line of step 6", said)

    def test_steps_before_the_first_digests_are_not_audited(self):
        run = self.copy()
        path = run / "metrics.jsonl"
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(line for line in lines if not re.match(
            r'{"step":[24],"checkpoint"', line)))
        said = self.audit(run, "--stretches", 9)
        self.assertIn("passed: all that were drawn, 1 of the 1 stretches", said)
        self.assertIn("steps 1 to 4 are in none", said)

    def test_stretches_whose_checkpoints_are_gone_are_trained_from_an_earlier_one(self):
        run = self.new()
        runs.tandem(*self.arguments(run, "checkpoint.every=1", "checkpoint.keep=1"))
        self.assertEqual(1, len(list((run / "checkpoints").glob("step-*"))))
        self.assertEqual(list(range(1, STEPS + 1)), list(lines_about_checkpoints(run)))
        said = self.audit(run, "--stretches", 2, "--seed", 3, ranks=2)
        self.assertRegex(said, r"steps 1 to \d: the same")
        self.assertIn("passed: all that were drawn, 2 of the 6", said)
        place = self.edit_metrics(run, 3, r'("training.safetensors":)"\w+"',
                                  r'\1"' + 32 * "0" + '"')
        said = self.audit(run, "--stretches", 6, expect=BAD_INPUT)
        self.assertIn(f"{place}: training.safetensors of step 3", said)

    def test_a_run_that_changed_its_options_and_its_best_passes(self):
        run = self.new()
        runs.tandem(*self.arguments(run, "steps=5", "checkpoint.keep=1", "evaluation.every=1",
                                    "checkpoint.best=test/elbo/loss"))
        # Of the last option adam reads nothing.
        runs.tandem("resume", run, "steps=9", "report.every=3", "?learners.elbo.momentum=0.5",
                    "--until", 7, "--ranks", 1, expect=STOPPED)
        runs.tandem("resume", run, "evaluation.every=4", "--ranks", 1)
        said = self.audit(run, "--stretches", 9, ranks=2)
        self.assertRegex(said, r"drawn, (\d+) of the \1 stretches")

    def test_a_branch_is_audited_from_where_it_branched_off(self):
        run = self.new()
        runs.tandem("train", "--from", f"{self.whole}@4", "steps=8", "model.beta=2", "--ranks", 1,
                    "--run", run)
        self.assertIn("passed: all that were drawn, 2 of the 2", self.audit(run, "--stretches", 9))
        self.assertEqual({16 * 8}, set(lines_about_checkpoints(run)[8]["images"].values()))

    def test_a_branch_forgets_the_best_of_before(self):
        parent = self.new("-parent")
        runs.tandem(*self.arguments(parent, "evaluation.every=2", "checkpoint.best=test/elbo/loss",
                                    "checkpoint.best_is=highest"))
        self.assertEqual(2, self.best(parent, 4))
        run = self.new()
        runs.tandem("train", "--from", f"{parent}@4", "steps=8", "--ranks", 1, "--run", run)
        self.assertEqual(6, self.best(run, 6))
        self.assertIn("passed: all that were drawn, 2 of the 2", self.audit(run, "--stretches", 9))

    def test_a_best_that_was_lost_on_the_way_back_is_no_difference(self):
        run = self.new()
        runs.tandem(*self.arguments(run, "checkpoint.every=1", "evaluation.every=3",
                                    "checkpoint.best=test/elbo/loss"))
        self.assertEqual((3, 6), (self.best(run, 5), self.best(run, 6)))
        runs.tandem("resume", run, "--step", 4, "--ranks", 1)
        self.assertEqual((3, None), (self.best(run, 4), self.best(run, 5)))
        self.assertIn("passed: all that were drawn, 6 of the 6", self.audit(run, "--stretches", 9))
        path = self.checkpoint(run, 5) / "state.json"
        path.write_text(path.read_text().replace('"step": 5', '"step":  5'))
        signed_checkpoint.sign_again(self.checkpoint(run, 5), "state.json")
        said = self.audit(run, expect=BAD_INPUT)
        self.assertIn("of step 5 is not what training gives", said)

    def test_ranks_of_every_start_are_its_own_where_bytes_depend_on_them(self):
        run = self.new()
        runs.tandem(*self.arguments(run, "reduction=native", ranks=2), "--until", 2, expect=STOPPED)
        runs.tandem("resume", run, "--ranks", 1)
        self.assertIn("passed: all that were drawn, 3 of the 3",
                      self.audit(run, "--stretches", 9, ranks=None))
        for ranks in (1, 2):
            self.audit(run, expect=USAGE, ranks=ranks)

    def test_what_ended_the_training_stays(self):
        said = runs.tandem("audit", self.whole, "--ranks", 1, "--scratch", self.scratch,
                           "--stretches", 3, TANDEM_TEST_FAULT="throw@0:3", expect=INTERNAL)
        logs = pathlib.Path(re.search("Logs are in (.*)", said)[1])
        self.assertIn(self.scratch, logs.parents)
        self.assertIn("TANDEM_TEST_FAULT", "".join(
            path.read_text() for path in logs.iterdir()))

    def test_the_scratch_directory_stays_where_that_is_asked_for(self):
        said = runs.tandem("audit", self.whole, "--ranks", 1, "--scratch", self.scratch, "--keep")
        [kept] = self.scratch.iterdir()
        self.assertIn(str(kept), said)
        self.assertTrue(list(kept.glob("*/checkpoints/step-*")))
        shutil.rmtree(kept)

    def test_the_scratch_directory_goes_when_it_is_interrupted(self):
        run = self.new()
        runs.tandem(*self.arguments(run, "steps=400", "checkpoint.every=400"))
        for request in (signal.SIGINT, signal.SIGTERM):
            audit = processes.begin(
                self, runs.command("audit", run, "--ranks", 1, "--scratch", self.scratch),
                start_new_session=True)
            processes.wait_until(lambda: list(self.scratch.glob("*/*/status/*")), "training", 60,
                                 during=audit)
            audit.send_signal(request)
            said = audit.communicate(timeout=60)[0]
            self.assertEqual(STOPPED, audit.returncode, said)
            self.assertEqual([], list(self.scratch.iterdir()))

    def test_what_cannot_be_audited_says_so(self):
        self.assertIn("not the directory of a run",
                      runs.tandem("audit", self.scratch, expect=BAD_INPUT))
        runs.tandem("audit", expect=USAGE)
        runs.tandem("audit", self.whole, "--stretches", 0, expect=USAGE)
        runs.tandem("audit", self.whole, "--scratch", self.scratch / "absent", expect=74)
        run = self.copy()
        path = run / "metrics.jsonl"
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(line for line in lines if '"checkpoint"' not in line))
        self.assertIn("nothing can be audited", self.audit(run, expect=BAD_INPUT))

    def test_the_place_of_the_data_is_that_of_the_caller(self):
        run = self.new()
        runs.tandem(*self.arguments(run, "data.path=data.h5"), cwd=self.directory)
        said = runs.tandem("audit", run, "--ranks", 1, cwd=self.directory)
        self.assertIn("passed", said)
        said = self.audit(run, expect=INPUT_OUTPUT)
        self.assertIn("data.h5: cannot open the file", said)
        self.assertIn("data.path names data.h5, which counts from the current directory", said)
        self.assertIn("add data.path=FILE to the command", said)
        self.assertIn("passed", self.audit(run, f"data.path={self.data}"))
        for word in ("steps=9", "data.path", "data.sources.a.path=x",
                     "evaluation.features=pixels", str(self.whole)):
            self.assertIn(word, self.audit(run, word, expect=USAGE))


if __name__ == "__main__":
    unittest.main(verbosity=2)
