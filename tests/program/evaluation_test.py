"""Evaluations of trained models: records that are the same at any number of ranks, are not made
twice, and refuse what cannot be measured, with the built program."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import processes  # pylint: disable=wrong-import-position
import runs  # pylint: disable=wrong-import-position
from mounts import Mounts  # pylint: disable=wrong-import-position

FAMILIES = runs.ROOT / "experiments"
STEPS = 4
BAD_INPUT = 65
USAGE = 64
INPUT_OUTPUT = 74
SAMPLES = 107  # no number of ranks divides it


class Evaluation(unittest.TestCase):
    """Short runs over made-up digits."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-evaluation-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.data = runs.pack_digits(cls.directory)
        cls.classifier = cls.train("classifier", "classifier/mnist.yaml", "model.channels=[4,8]",
                                   "model.hidden_size=16")
        cls.generator = cls.train("generator", "conditional_gan/mnist-projection.yaml",
                                  "model.base_channels=4")

    @classmethod
    def train(cls, name, configuration, *overrides, expect=0):
        run = cls.directory / name
        runs.tandem("train", FAMILIES / configuration, f"data.path={cls.data}", f"steps={STEPS}",
                    "batch.size=16", "report.every=2", "samples.every=4", "samples.count=4",
                    "evaluation.every=2", "checkpoint.every=2", *overrides, "--ranks", 1, "--run",
                    run, expect=expect)
        return run

    def copy(self, run):
        """A run of this test's own."""
        copied = self.directory / self.id().rsplit(".", maxsplit=1)[-1]
        shutil.copytree(run, copied)
        return copied

    @staticmethod
    def records(run):
        return {path.name: path.read_bytes() for path in (run / "evaluations").iterdir()}

    def test_records_are_the_same_at_any_number_of_ranks(self):
        made = {}
        for ranks in (1, 2, 3, 4):
            run = self.directory / f"ranks-{ranks}"
            shutil.copytree(self.generator, run)
            runs.tandem("evaluate", run, "--samples", SAMPLES, "--ranks", ranks, "--classifier",
                        self.classifier)
            made[ranks] = self.records(run)
        self.assertGreater(len(made[1]), 5)
        for ranks in (2, 3, 4):
            self.assertEqual(made[1].keys(), made[ranks].keys())
            for name, record in made[1].items():
                self.assertEqual(record, made[ranks][name], name)
        page = self.directory / "page.html"
        runs.tandem("report", self.directory / "ranks-1", "--output", page)
        self.assertIn(f"--split test --classifier {self.classifier} --samples {SAMPLES}",
                      page.read_text(encoding="utf-8"))

    def test_what_is_there_is_not_measured_again(self):
        run = self.copy(self.generator)
        measure = ("evaluate", run, "--metrics", "fid", "--samples", SAMPLES)
        self.assertIn(": fid\n", runs.tandem(*measure))
        self.assertNotIn(": fid\n", runs.tandem(*measure))
        [record] = self.records(run)
        runs.tandem("evaluate", run, "--metrics", "fid", "--samples", SAMPLES - 1)
        self.assertEqual(len(self.records(run)), 2, "another stamp is another record")
        self.assertIn(record, self.records(run))

    def test_a_record_that_was_torn_or_edited_is_refused(self):
        run = self.copy(self.generator)
        measure = ("evaluate", run, "--metrics", "fid", "--samples", SAMPLES)
        runs.tandem(*measure)
        [path] = (run / "evaluations").iterdir()
        whole = path.read_text()
        value = json.loads(whole)["values"][0]["value"]
        path.write_text(whole.replace(str(value), str(value / 2)))
        said = runs.tandem(*measure, expect=BAD_INPUT)
        self.assertIn(path.name, said)
        self.assertIn("was edited", said)
        path.write_text(whole[:len(whole) // 2])
        self.assertIn("is torn", runs.tandem(*measure, expect=BAD_INPUT))
        path.unlink()
        runs.tandem(*measure)
        self.assertEqual(path.read_text(), whole)

    def test_training_keeps_records_of_metrics_that_are_named(self):
        run = self.train("named", "conditional_gan/mnist-projection.yaml", "model.base_channels=4",
                         "evaluation.metrics=[fid]", f"evaluation.classifier={self.classifier}",
                         f"evaluation.samples={SAMPLES}")
        in_training = self.records(run)
        self.assertEqual(len(in_training), 2)
        self.assertIn("test/classifier_fid", runs.reports(run)[-1])
        self.assertNotIn("test/label_error", runs.reports(run)[-1])
        said = runs.tandem("evaluate", run, "--metrics", "fid")
        self.assertNotIn(": fid\n", said, "it is known from training")
        self.assertEqual(self.records(run), in_training)

    def test_runs_of_one_call_have_the_records_of_calls_of_their_own(self):
        alone, first, second = (self.directory / name for name in ("alone", "first", "second"))
        for run in (alone, first, second):
            shutil.copytree(self.generator, run)
        measure = ("--metrics", "fid,nearest_real,memorization", "--samples", SAMPLES)
        runs.tandem("evaluate", alone, *measure)
        runs.tandem("evaluate", first, second, *measure, "--ranks", 2)
        self.assertEqual(len(self.records(alone)), 3)
        self.assertEqual(self.records(first), self.records(alone))
        self.assertEqual(self.records(second), self.records(alone))

    def test_splits_raw_weights_and_the_best_checkpoint_have_records_of_their_own(self):
        run = self.copy(self.generator)
        measure = ("evaluate", run, "--metrics", "fid", "--samples", SAMPLES)
        runs.tandem(*measure)
        for option, field, value in ((("--split", "train"), "split", "train"),
                                     (("--raw",), "weights", "raw")):
            before = self.records(run)
            runs.tandem(*measure, *option)
            [new] = [json.loads(text) for name, text in self.records(run).items()
                     if name not in before]
            self.assertEqual(new["stamp"][field], value)
        said = runs.tandem(*measure, "--best", expect=BAD_INPUT)
        self.assertIn("checkpoint.best", said)

    def test_going_back_moves_records_of_later_steps(self):
        run = self.copy(self.generator)
        runs.tandem("evaluate", run, "--metrics", "fid", "--samples", SAMPLES)
        runs.tandem("resume", run, "--step", 2, "--ranks", 1)
        self.assertEqual(self.records(run), {})
        [moved] = (run / "behind-step-00000002" / "evaluations").iterdir()
        self.assertIn("-fid-", moved.name)

    def test_a_run_whose_data_have_moved_is_told_where_they_lie(self):
        place = self.directory / "moved"
        place.mkdir()
        data = pathlib.Path(shutil.copy(self.data, place / "data.h5"))
        run = self.train("of-moved", "vae/mnist.yaml", "model.hidden_widths=[16]",
                         f"data.path={data}")
        copies = [pathlib.Path(shutil.copytree(run, place / name)) for name in ("one", "two")]
        calls = {"sample": ("--output", place / "grid.png"),
                 "encode": ("--output", place / "codes.h5", "--force"),
                 "evaluate": ("--metrics", "fid", "--samples", SAMPLES)}
        for command, options in calls.items():
            runs.tandem(command, run, *options)
        grid = (place / "grid.png").read_bytes()
        now = f"data.path={data.rename(place / 'elsewhere.h5')}"
        for command, options in calls.items():
            said = runs.tandem(command, copies[0], *options, expect=INPUT_OUTPUT)
            self.assertIn(f"{data}: cannot open the file", said)
            self.assertIn("add data.path=FILE to the command", said)
            for word in ("steps=9", "data.resident_bytes=1", "evaluation.features=pixels"):
                said = runs.tandem(command, copies[0], now, word, *options, expect=USAGE)
                self.assertIn(f"{word}: a trained model has the options", said)
            said = runs.tandem(command, copies[0], now, "data.sources.a.path=x", *options,
                               expect=BAD_INPUT)
            self.assertIn("override 'data.sources.a.path=x'", said)
            self.assertNotIn("runs could not be measured", said)
        runs.tandem("sample", copies[0], now, *calls["sample"])
        self.assertEqual((place / "grid.png").read_bytes(), grid)
        said = runs.tandem("encode", copies[0], now, *calls["encode"])
        self.assertIn("wrote the codes of 60 images", said)
        runs.tandem("evaluate", *copies, now, *calls["evaluate"], "--ranks", 2)
        for copy in copies:
            self.assertEqual(self.records(copy), self.records(run))
        self.assertEqual((copies[0] / "config.yaml").read_bytes(),
                         (run / "config.yaml").read_bytes())

    def test_a_classifier_whose_data_have_moved_along_is_opened_all_the_same(self):
        place = self.directory / "moved-along"
        place.mkdir()
        data = pathlib.Path(shutil.copy(self.data, place / "data.h5"))
        classifier = self.train("moved-classifier", "classifier/mnist.yaml", "model.channels=[4,8]",
                                "model.hidden_size=16", f"data.path={data}")
        run = self.train("of-moved-along", "vae/mnist.yaml", "model.hidden_widths=[16]",
                         f"data.path={data}", f"evaluation.classifier={classifier}")
        untouched = pathlib.Path(shutil.copytree(run, place / "run"))
        measure = ("--metrics", "generated_classes", "--samples", SAMPLES)
        runs.tandem("evaluate", run, *measure)
        now = f"data.path={data.rename(place / 'elsewhere.h5')}"
        runs.tandem("evaluate", untouched, now, *measure)
        self.assertEqual(self.records(untouched), self.records(run))
        runs.tandem("resume", untouched, now, f"steps={STEPS + 2}", "--ranks", 1)
        other = self.directory / "other-along.h5"
        runs.tandem("pack", "mnist", "--from", self.directory / "idx", "--output", other, "--seed",
                    9)
        said = runs.tandem("evaluate", run, f"data.path={other}", *measure, expect=INPUT_OUTPUT)
        self.assertIn("the run of the classifier cannot be loaded", said)
        self.assertIn(f"{data}: cannot open the file", said)

    def test_other_data_have_records_of_their_own(self):
        run = self.copy(self.generator)
        other = self.directory / "other.h5"
        runs.tandem("pack", "mnist", "--from", self.directory / "idx", "--output", other, "--seed",
                    9)
        for words in ((), (f"data.path={other}",)):
            runs.tandem("evaluate", run, *words, "--metrics", "fid", "--samples", SAMPLES)
        stamps = [json.loads(text)["stamp"] for text in self.records(run).values()]
        self.assertEqual(len({stamp["data"] for stamp in stamps}), 2)

    def test_a_run_that_cannot_be_measured_keeps_no_other_from_it(self):
        run = self.copy(self.generator)
        absent = self.directory / "absent"
        for ranks in (1, 2):
            said = runs.tandem("evaluate", self.classifier, absent, run, "--metrics", "fid",
                               "--samples", SAMPLES, "--ranks", ranks, expect=BAD_INPUT)
            self.assertRegex(said, r"fid +↓ +\d")
            self.assertEqual(said.count("2 of 3 runs could not be measured"), 1, said)
            self.assertRegex(said, rf"(?s){self.classifier}: .*{absent}: .*not the directory")
        other = pathlib.Path(shutil.copytree(self.generator, run.with_name("other")))
        [record] = (run / "evaluations").iterdir()
        record.write_text(record.read_text()[:9])
        said = runs.tandem("evaluate", run, other, "--metrics", "fid", "--samples", SAMPLES,
                           expect=BAD_INPUT)
        self.assertIn("1 of 2 runs could not be measured", said)
        self.assertIn("is torn", said)
        self.assertEqual(list(self.records(other)), [record.name])

    def test_a_metric_that_the_data_refuses_keeps_no_other_run_from_it(self):
        both = [self.directory / f"refused-{name}" for name in "ab"]
        for run in both:
            shutil.copytree(self.generator, run)
        for ranks in (1, 2):
            said = runs.tandem("evaluate", *both, "--metrics", "fid,memorization", "--split",
                               "train", "--samples", SAMPLES, "--ranks", ranks, expect=BAD_INPUT)
            self.assertIn("2 of 2 runs could not be measured", said)
            self.assertEqual(len(self.records(both[1])), 1, "fid was measured")

    def test_features_may_be_added_to_a_run_that_is_judged(self):
        run = self.train("judged", "conditional_gan/mnist-projection.yaml", "model.base_channels=4",
                         f"evaluation.classifier={self.classifier}", "evaluation.samples=50",
                         "evaluation.every=4")
        resume = ("resume", run, "--ranks", 1)
        runs.tandem(*resume, "steps=6", "evaluation.features=random")
        said = runs.tandem(*resume, "steps=8", "evaluation.features=pixels", expect=BAD_INPUT)
        self.assertIn("evaluation.features: the run was measured by another feature network", said)
        self.assertIn("passed", runs.tandem("audit", run, "--stretches", 9, "--ranks", 1))

    def test_the_option_that_is_wrong_is_named(self):
        said = runs.tandem("evaluate", self.classifier, "--classifier", self.classifier,
                           expect=BAD_INPUT)
        self.assertIn("--classifier: there is nothing for a feature network to see", said)
        said = runs.tandem("evaluate", self.generator, "--features", f"classifier={self.generator}",
                           expect=BAD_INPUT)
        self.assertIn("--features: the family of this run does not classify", said)
        broken = self.directory / "broken"
        broken.mkdir()
        (broken / "config.yaml").write_text("name: [")
        said = runs.tandem("evaluate", self.generator, "--features", f"classifier={broken}",
                           expect=BAD_INPUT)
        self.assertIn("--features: the run of the classifier cannot be loaded", said)

    def test_an_interruption_is_said_once_for_all_ranks_and_keeps_what_was_measured(self):
        command = ("--split", "train", "--metrics", "objective_terms,fid", "--samples", 100_000)
        for ranks, code in ((1, -signal.SIGINT), (2, 1)):
            run = self.directory / f"interrupted-{ranks}"
            shutil.copytree(self.generator, run)
            evaluation = processes.begin(
                self, runs.command("evaluate", run, *command, "--ranks", ranks),
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
            records = run / "evaluations"
            processes.wait_until(lambda: list(records.glob("*objective_terms*")), "a first record",
                                 during=evaluation)
            # As a terminal does.
            os.killpg(evaluation.pid, signal.SIGINT)
            said = evaluation.communicate(timeout=120)[1]
            self.assertEqual(evaluation.returncode, code, said)
            self.assertIn(f"{run}: ", said)
            self.assertEqual(said.count("tandem: interrupted; what was measured is kept"), 1, said)
            [kept] = records.glob("*objective_terms*")
            before = kept.stat().st_mtime_ns
            runs.tandem("evaluate", run, *command[:3], "objective_terms")
            self.assertEqual(kept.stat().st_mtime_ns, before, "it is not measured again")

    def test_a_run_that_takes_no_records_is_measured_all_the_same(self):
        mounts = Mounts(self)
        mounts.mount("--bind", self.generator, self.generator)
        mounts.mount("-o", "remount,bind,ro", self.generator)
        command = mounts.command(*runs.command("evaluate", self.generator, "--metrics",
                                               "objective_terms", "--raw", "--split", "train"))
        said = runs.said_by(command)
        self.assertIn("what is measured is not recorded here (Read-only file system)", said)
        self.assertIn("discriminator/loss", said)

    def test_what_cannot_be_measured_is_said(self):
        said = runs.tandem("evaluate", self.classifier, "--metrics", "fid", expect=BAD_INPUT)
        self.assertIn("generated images", said)
        said = runs.tandem("evaluate", self.generator, "--metrics", "fdi", expect=BAD_INPUT)
        self.assertIn("Did you mean 'fid'?", said)
        said = runs.tandem("evaluate", self.generator, "--metrics", "condition_error",
                           expect=BAD_INPUT)
        self.assertIn("a classifier of the data", said)
        said = runs.tandem("evaluate", self.generator, "--features", "none", expect=BAD_INPUT)
        self.assertIn("no such feature network", said)
        said = runs.tandem("evaluate", self.generator, "--ranks", 0, expect=USAGE)
        self.assertIn("at least 1", said)
        said = runs.tandem("evaluate", self.directory / "none", expect=BAD_INPUT)
        self.assertIn("not the directory of a run", said)
        said = runs.tandem("evaluate", self.copy(self.generator), "--metrics", "fid,memorization",
                           "--split", "train", "--ranks", 2, expect=BAD_INPUT)
        self.assertIn("metrics, memorization: the metric cannot be measured on this split", said)
        said = runs.tandem("evaluate", self.generator, "--metrics", "fdi", "--ranks", 2,
                           expect=BAD_INPUT)
        self.assertEqual(said.count("no such metric"), 1, said)


if __name__ == "__main__":
    unittest.main()
