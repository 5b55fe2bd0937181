"""Stop requests, failing ranks, divergence, full disks and wrong options, on the built program: exit
code, message, and that nothing is lost."""

import json
import pathlib
import resource
import signal
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import processes  # pylint: disable=wrong-import-position
import runs  # pylint: disable=wrong-import-position

CONFIGURATION = runs.ROOT / "experiments" / "vae" / "mnist.yaml"
BAD_INPUT, INTERNAL, INPUT_OUTPUT, STOPPED, RANK_LOST, DIVERGED = 65, 70, 74, 75, 76, 77


class Faults(unittest.TestCase):
    """One small run after another, each with a fault of its own."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-faults-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.data = runs.pack_digits(cls.directory)

    def arguments(self, name, *overrides, steps=6, ranks=2):
        run = self.directory / name
        return run, ("train", CONFIGURATION, f"data.path={self.data}", f"steps={steps}",
                     "batch.size=16", "report.every=2", "samples.every=3", "evaluation.every=4",
                     "checkpoint.every=2", "samples.count=4", "model.hidden_widths=[16]",
                     *overrides, "--ranks", ranks, "--run", run)

    def train(self, name, *overrides, steps=6, ranks=2, **how):
        run, arguments = self.arguments(name, *overrides, steps=steps, ranks=ranks)
        return run, runs.tandem(*arguments, **how)

    def stop_when(self, name, condition, *overrides):
        """Starts a long run, interrupts it when the condition on its directory holds."""
        run, arguments = self.arguments(name, *overrides, steps=100000)
        process = processes.begin(self, runs.command(*arguments))
        processes.wait_until(lambda: condition(run), "the moment to interrupt it", during=process)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=120)[0]
        self.assertEqual(STOPPED, process.returncode, said)
        self.assertIn(f"tandem resume {run}", said)
        return run

    def check_resumes_exactly(self, run):
        """The stopped run, resumed for two steps, is as a run of so many steps never stopped."""
        steps = [int(path.name[5:]) for path in (run / "checkpoints").glob("step-*")]
        last = max(steps) + 2
        runs.tandem("resume", run, f"steps={last}", "--ranks", 1)
        whole, _ = self.train(run.name + "-whole", f"checkpoint.every={last}", steps=last, ranks=1)
        weights = pathlib.Path("checkpoints") / f"step-{last:08d}" / "networks.safetensors"
        self.assertEqual((whole / weights).read_bytes(), (run / weights).read_bytes())

    def test_interrupted_in_the_first_step(self):
        run = self.stop_when("first-step", lambda run: (run / "status" / "rank-1.json").exists())
        self.check_resumes_exactly(run)

    def test_interrupted_during_a_save(self):
        run = self.stop_when("save",
                             lambda run: any((run / "checkpoints").glob(".tmp-*")),
                             "checkpoint.every=1", "checkpoint.keep=2")
        self.assertEqual([], list((run / "checkpoints").glob(".tmp-*")))
        self.check_resumes_exactly(run)

    def test_what_does_not_fit_is_named_with_file_and_line(self):
        text = CONFIGURATION.read_text()
        text = text.replace("steps:", "phases: [{name: a, steps: 9, objectives: [elbo]}]\nsteps:", 1)
        line = text[:text.index("phases:")].count("\n") + 1
        configuration = self.directory / "phases.yaml"
        configuration.write_text(text)
        for what, override, place in (
                ("longer than the run", "steps=6", f"phases.yaml:{line}:"),
                ("unknown objective", "phases=[{name: a, objectives: [elbow]}]",
                 "override 'phases="),
                ("cannot be split", "batch.size=7", "override 'batch.size=7'")):
            said = runs.tandem("train", configuration, f"data.path={self.data}", override,
                               "--ranks", 1, "--run", self.directory / "misfit", expect=BAD_INPUT)
            self.assertIn(what, said)
            self.assertIn(place, said)
            self.assertFalse((self.directory / "misfit").exists())

    def test_a_rank_that_throws_ends_the_job(self):
        _, said = self.train("throws", expect=INTERNAL, TANDEM_TEST_FAULT="throw@1:3")
        self.assertIn("rank 1", said)
        self.assertIn("a fault that TANDEM_TEST_FAULT asked for", said)

    def test_a_rank_that_dies_is_named(self):
        run, said = self.train("dies", expect=RANK_LOST, TANDEM_TEST_FAULT="kill@1:3")
        self.assertIn("rank 1 was lost", said)
        self.assertIn("Signal 9 often means that the machine ran out of memory", said)
        self.assertIn(f"tandem resume {run}", said)

    def test_divergence_names_where_and_keeps_the_checkpoint(self):
        run, said = self.train("diverges", "learners.elbo.optimizer=sgd",
                               "learners.elbo.learning_rate=1e30", "checkpoint.every=1",
                               expect=DIVERGED)
        self.assertRegex(said, r"objective 'elbo' is not finite in step \d+, update 1")
        for rank in (0, 1):
            status = json.loads((run / "status" / f"rank-{rank}.json").read_text())
            self.assertEqual("diverged", status["state"])
        kept = sorted(path.name for path in (run / "checkpoints").glob("step-*"))
        self.assertEqual(["step-00000001"], kept)

    def test_a_full_disk_is_reported_and_the_last_checkpoint_stays(self):
        # Few latents: their traversals are a picture below the limit, the weights are above it.
        run, _ = self.train("full", "model.latent_size=2")
        before = sorted((run / "checkpoints").iterdir())

        def limit_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

        said = runs.tandem("resume", run, "steps=8", "--ranks", 1, expect=INPUT_OUTPUT,
                           preexec=limit_files)
        self.assertIn("networks.safetensors", said)
        self.assertEqual(before, sorted((run / "checkpoints").iterdir()))
        runs.tandem("resume", run, "steps=8", "--ranks", 1)

    def test_resume_names_every_option_that_it_refuses(self):
        run, _ = self.train("options")
        said = runs.tandem("resume", run, "seed=5", "learners.elbo.learning_rate=0.5", "steps=9",
                           expect=BAD_INPUT)
        self.assertIn("seed: was 1, is 5", said)
        self.assertIn("learners.elbo.learning_rate: was 0.001, is 0.5", said)
        self.assertNotIn("steps: was", said)

    def test_a_batch_that_cannot_be_split(self):
        run, said = self.train("split", "batch.size=18", expect=BAD_INPUT)
        self.assertIn("a multiple of batch.micro_batches = 4", said)
        self.assertFalse(run.exists())

    def test_what_only_a_gpu_can_do_is_refused_on_a_cpu(self):
        _, said = self.train("tf32", "device=cpu", "numerics.precision=tf32", expect=BAD_INPUT)
        self.assertIn("numerics.precision: only a GPU can compute like this", said)

    def test_a_batch_that_the_data_cannot_fill_is_found_by_a_dry_run(self):
        for more in (["--dry-run"], []):
            run, said = self.train("large", "batch.size=2000", *more, expect=BAD_INPUT)
            self.assertIn(f"{self.data}: /train holds less than one batch", said)
            self.assertFalse(run.exists())

    def test_missing_data_is_said_before_anything_is_made(self):
        run, said = self.train("no-data", "data.path=nothing.h5", expect=INPUT_OUTPUT)
        self.assertIn("data.path names nothing.h5, which counts from the current directory", said)
        self.assertNotIn("=FILE", said)
        self.assertFalse(run.exists())

    def test_other_data_is_refused_on_resume(self):
        run, _ = self.train("data")
        other = self.directory / "other.h5"
        runs.tandem("pack", "mnist", "--from", self.directory / "idx", "--output", other, "--seed",
                    9)
        said = runs.tandem("resume", run, f"data.path={other}", "steps=8", expect=BAD_INPUT)
        self.assertIn("other data", said)


if __name__ == "__main__":
    unittest.main(verbosity=2)
