"""Runs whose files cannot be read, are damaged, were edited or are links, on the built program:
nothing is lost, nothing changes before everything was checked, and the user is told."""

import errno
import hashlib
import json
import pathlib
import re
import shutil
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import processes  # pylint: disable=wrong-import-position
import runs  # pylint: disable=wrong-import-position
from whole_run import STEPS, WholeRun  # pylint: disable=wrong-import-position

BAD_INPUT, INPUT_OUTPUT = 65, 74


def content(run):
    """Digests of everything that a run is: all its files, logs, status and locks aside."""
    return {str(path.relative_to(run)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(run.rglob("*")) if path.is_file() and
            path.relative_to(run).parts[0] not in ("logs", "status", ".lock", ".launcher.lock")}


def failing(call, error, part, when=""):
    """Environment in which calls on files whose path contains `part` fail."""
    return {"LD_PRELOAD": str(runs.BUILD / "libfaulty_files.so"),
            "TANDEM_TEST_FILES": f"{call} {error} {part} {when}"}


def flip_bit(path):
    damaged = bytearray(path.read_bytes())
    damaged[-100] ^= 1
    path.write_bytes(damaged)


class Resume(WholeRun, unittest.TestCase):
    """Copies of a run that has ended, with a fault each."""

    def check_refused(self, run, *arguments, expect, **how):
        """A refused resume changes nothing; returns what it said."""
        before = content(run)
        said = runs.tandem("resume", run, *arguments, "--ranks", 1, expect=expect, **how)
        self.assertEqual(before, content(run))
        return said

    def test_an_error_of_reading_is_no_damage(self):
        run = self.copy()
        for call, error in (("open", errno.ESTALE), ("open", errno.EACCES), ("read", errno.EIO)):
            said = self.check_refused(run, expect=INPUT_OUTPUT,
                                      **failing(call, error, "networks.safetensors"))
            for step in (2, 4, 6):
                self.assertIn(f"step-{step:08d} cannot be read", said)
            self.assertIn("nothing was changed", said)
        runs.tandem("resume", run, "--ranks", 1)
        self.assertEqual(self.digests, runs.digests(run, STEPS))

    def test_where_every_checkpoint_is_damaged_resume_refuses(self):
        run = self.copy()
        for step in (2, 4, 6):
            flip_bit(self.checkpoint(run, step) / "networks.safetensors")
        said = self.check_refused(run, expect=BAD_INPUT)
        self.assertIn("step-00000002 is damaged", said)
        self.assertIn("sound copy", said)

    def check_passes_over(self, run, why, **how):
        """The newest checkpoint is passed over, aloud, and kept; the run ends as it did."""
        kept = content(self.checkpoint(run, 6))
        said = runs.tandem("resume", run, "--ranks", 2, **how)
        self.assertIn(f"step-00000006 {why}", said)
        self.assertIn("using step-00000004", said)
        behind = run / "behind-step-00000004"
        self.assertIn(f"moved to {behind}", said)
        self.assertEqual(kept, content(behind / "checkpoints" / "step-00000006"))
        self.assertTrue((behind / "samples" / "step-00000006.png").exists())
        self.assertEqual((self.whole / "metrics.jsonl").read_bytes(),
                         (behind / "metrics.jsonl").read_bytes())
        self.assertEqual(self.digests, runs.digests(run, STEPS))

    def test_a_damaged_checkpoint_is_passed_over_and_kept(self):
        run = self.copy()
        flip_bit(self.checkpoint(run, 6) / "training.safetensors")
        self.check_passes_over(run, "is damaged")

    def test_an_unreadable_checkpoint_is_passed_over_and_kept(self):
        self.check_passes_over(self.copy(), "cannot be read",
                               **failing("open", errno.ESTALE, "step-00000006/networks"))

    def test_a_run_without_any_checkpoint_keeps_its_metrics(self):
        run = self.copy()
        shutil.rmtree(run / "checkpoints")
        runs.tandem("resume", run, "--ranks", 1)
        self.assertEqual((self.whole / "metrics.jsonl").read_bytes(),
                         (run / "behind-step-00000000" / "metrics.jsonl").read_bytes())
        self.assertEqual(self.digests, runs.digests(run, STEPS))

    def edit(self, run, old, new):
        path = run / "config.yaml"
        text = path.read_text()
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1))

    def test_an_edited_configuration_is_seen(self):
        run = self.copy()
        self.edit(run, "\nseed: 1\n", "\nseed: 2\n")
        self.edit(run, "learning_rate: 0.001", "learning_rate: 0.002")
        said = self.check_refused(run, expect=BAD_INPUT)
        self.assertIn("seed: was 1, is 2", said)
        self.assertIn("learners.elbo.learning_rate: was 0.001, is 0.002", said)
        runs.tandem("resume", run, "seed=1", "learners.elbo.learning_rate=0.001", "--ranks", 1)
        self.assertIn("\nseed: 1\n", (run / "config.yaml").read_text())

    def test_an_edit_of_what_may_change_is_named(self):
        run = self.copy()
        self.edit(run, f"\nsteps: {STEPS}\n", "\nsteps: 7\n")
        said = runs.tandem("resume", run, "--ranks", 1)
        self.assertIn(f"was edited: steps: was {STEPS}, is 7", said)
        self.assertTrue(self.checkpoint(run, 7).exists())

    def test_a_refused_resume_leaves_the_configuration(self):
        run = self.copy()
        said = self.check_refused(run, f"data.path={self.other_data()}", "steps=8", expect=BAD_INPUT)
        self.assertIn("other data", said)
        runs.tandem("resume", run, "--ranks", 1)
        self.assertEqual(self.digests, runs.digests(run, STEPS))

    def test_a_checkpoint_that_does_not_fit_changes_nothing(self):
        run = self.copy()
        other = self.directory / "wider"
        runs.tandem(*self.arguments(other, "model.hidden_widths=[17]"))
        for step in (2, 4, 6):
            shutil.rmtree(self.checkpoint(run, step))
        shutil.copytree(self.checkpoint(other, 4), self.checkpoint(run, 4))
        said = self.check_refused(run, "steps=9", expect=BAD_INPUT)
        self.assertIn("do not fit the model", said)

    def test_a_torn_manifest_is_an_error(self):
        run = self.copy()
        manifest = run / "manifest.json"
        manifest.write_bytes(manifest.read_bytes()[:200])
        self.assertIn("manifest", self.check_refused(run, expect=BAD_INPUT))

    def test_a_missing_manifest_is_said(self):
        run = self.copy()
        (run / "manifest.json").unlink()
        self.assertIn("manifest.json is missing", runs.tandem("resume", run, "--ranks", 1))

    def edit_manifest(self, run, old, new):
        manifest = run / "manifest.json"
        text = manifest.read_text()
        self.assertIn(old, text)
        text = re.sub(r',\s*"digest": "\w*"', "", text)  # it would tell that the rest was edited
        manifest.write_text(text.replace(old, new))

    def test_other_numerics_are_said(self):
        run = self.copy()
        self.edit_manifest(run, '"numerics": "torch 2', '"numerics": "torch 1')
        said = runs.tandem("resume", run, "--ranks", 1)
        self.assertRegex(said, "the bits of the run are not those .* torch 1.*goes on by torch 2")

    def test_what_runs_on_gpus_elsewhere_is_planned_without_one(self):
        """By what its ranks will compute is not known here."""
        run = self.copy()
        self.edit(run, "\ndevice: auto\n", "\ndevice: cuda\n")
        self.edit_manifest(run, '"device": "auto"', '"device": "cuda"')
        for question in (("resume", run), ("branch", f"{run}@4")):
            said = runs.said_by([str(runs.BUILD / "tandem-worker"), *map(str, question)])
            answer = json.loads(said.splitlines()[-1])
            self.assertEqual("cuda", answer["device"])
            if answer["num_gpus"] == 0:
                self.assertEqual("", answer["numerics_change"])
                self.assertNotIn("bits of the run", said)

    def test_links_are_refused_and_what_they_lead_to_stays(self):
        run = self.copy()
        for name in ("status", "samples", "checkpoints", "metrics.jsonl", ".lock"):
            place, elsewhere = run / name, self.directory / f"elsewhere-{name}"
            place.rename(elsewhere)
            place.symlink_to(elsewhere)
            before = elsewhere.read_bytes() if elsewhere.is_file() else content(elsewhere)
            said = runs.tandem("resume", run, "--ranks", 1, expect=BAD_INPUT)
            self.assertIn(f"{place}: there is a link", said)
            self.assertEqual(before,
                             elsewhere.read_bytes() if elsewhere.is_file() else content(elsewhere))
            place.unlink()
            elsewhere.rename(place)

    def test_deleted_samples_are_made_again(self):
        run = self.copy()
        shutil.rmtree(run / "samples")
        shutil.rmtree(run / "logs")
        runs.tandem("resume", run, "steps=9", "--ranks", 1)
        self.assertTrue((run / "samples" / "step-00000009.png").exists())

    def test_two_at_once_do_not_share_a_directory(self):
        run, go = self.directory / "two", self.directory / "go"
        environment = runs.environment(LD_PRELOAD=str(runs.BUILD / "libfaulty_files.so"),
                                       TANDEM_TEST_HOLD=f"{run}/logs {go}")
        first = processes.begin(self, runs.command(*self.arguments(run, "seed=5")), env=environment)
        processes.wait_until(pathlib.Path(f"{go}.reached").exists, "its first file", during=first)
        # The first has found the directory unused, and has made nothing in it yet.
        said = runs.tandem(*self.arguments(run, "seed=6"), expect=INPUT_OUTPUT)
        go.touch()
        whole = first.communicate(timeout=300)[0]
        self.assertIn("in use by", said)
        self.assertEqual(0, first.returncode, whole)
        self.assertIn("\nseed: 5\n", (run / "config.yaml").read_text())

    def test_metrics_are_durable_before_the_checkpoint(self):
        run, trace = self.directory / "durable", self.directory / "trace.txt"
        runs.tandem(*self.arguments(run), LD_PRELOAD=str(runs.BUILD / "libfaulty_files.so"),
                    TANDEM_TEST_TRACE=str(trace))
        lines = trace.read_text().splitlines()
        done = -1
        for step in (2, 4, 6):
            begin, done = done, lines.index(f"rename {self.checkpoint(run, step)}")
            self.assertIn(f"fsync {run / 'metrics.jsonl'}", lines[begin + 1:done])

    def test_a_record_whose_checkpoint_never_came_is_written_once(self):
        run = self.directory / "recorded"
        runs.tandem(*self.arguments(run), expect=INPUT_OUTPUT,
                    **failing("rename", errno.ENOSPC, "/step-00000004"))
        self.assertIn('"step":4,"checkpoint"', (run / "metrics.jsonl").read_text())
        self.assertFalse(self.checkpoint(run, 4).exists())
        runs.tandem("resume", run, "--ranks", 1)
        self.assertEqual(self.digests, runs.digests(run, STEPS))

    def test_an_old_checkpoint_that_cannot_be_removed_is_a_warning(self):
        for call in ("rename", "unlink"):
            run = self.directory / f"busy-{call}"
            runs.tandem(*self.arguments(run, "checkpoint.keep=1"),
                        **failing(call, errno.EBUSY, "removed-step-00000002"))
            self.assertIn("Device or resource busy", (run / "logs" / "rank-0.log").read_text())
            runs.tandem("resume", run, "steps=8", "--ranks", 1,
                        **failing(call, errno.EBUSY, "removed-step-00000002"))
            self.assertTrue(self.checkpoint(run, 8).exists())

    def test_a_finished_run_without_its_last_status_is_finished(self):
        for ranks in (1, 2):
            run = self.directory / f"mute-{ranks}"
            said = runs.tandem(*self.arguments(run, ranks=ranks),
                               **failing("rename", errno.ENOSPC, "status/rank-",
                                         self.checkpoint(run, STEPS)))
            self.assertIn(f"done: {STEPS} steps", said)


if __name__ == "__main__":
    unittest.main(verbosity=2)
