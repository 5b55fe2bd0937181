"""Sweeps with the built program: errors before a trial starts, a journal that goes on, pages."""

import json
import pathlib
import shutil
import socket
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runs  # pylint: disable=wrong-import-position
from small_sweeps import (ALL_TRIALS, METRIC, NUM_TRIALS,  # pylint: disable=wrong-import-position
                          SweepCase, records)

USAGE, BAD_INPUT = 64, 65


class Sweeps(SweepCase):
    """What a user asks of a sweep that nobody disturbs."""

    def test_configurations_are_those_of_the_beginning(self):
        """Whatever becomes of the files that it was made from, and of its place."""
        base, sweep = self.place("base.yaml"), self.place("sweep")
        original = runs.ROOT / "experiments" / "vae" / "mnist.yaml"
        base.write_text(original.read_text())
        text = self.text.replace(str(original), str(base)).replace(ALL_TRIALS, "trials: 2")
        runs.tandem("sweep", self.file(text), "--directory", sweep)
        base.write_text("steps: other")
        moved = self.place("moved")
        sweep.rename(moved)
        definition = moved / "sweep.yaml"
        definition.write_text(definition.read_text().replace("trials: 2", "trials: 3"))
        said = runs.tandem("sweep", "resume", moved)
        self.assertIn("3 of 3 trials", said)
        self.assertIn("3 trials", runs.tandem("sweep", "verify", moved))

    def test_a_batch_script_of_an_array_has_work_for_each_job(self):
        call = ("submit", "sweep", self.file(), "--dry-run", "--directory", self.place("sweep"))
        said = runs.tandem(*call, "--array", 4)
        self.assertIn("#SBATCH --array=0-3\n", said)
        self.assertRegex(said, r"(?m)^exec .* sweep work .* --requeue")
        self.assertIn("sweep.workers=5", runs.tandem(*call, "--array", 5, expect=USAGE))
        self.assertNotIn("--array", runs.tandem(*call))

    def test_ranks_of_trials_are_started_as_the_call_says(self):
        said = runs.tandem("sweep", self.file(), "--dry-run", "--launcher-args", "--mca a b",
                           "--pass-env", "PATH")
        self.assertIn("'--launcher-args=--mca a b' --pass-env=PATH", said)
        said = runs.tandem("sweep", self.file(), "--pass-env", "NOT_THERE", expect=USAGE)
        self.assertIn("NOT_THERE", said)

    def test_help_has_all_options(self):
        said = runs.tandem("sweep", "options")
        for part in ("sweep.scheduler.eta", "halving: trials pause at rungs", "tpe: "):
            self.assertIn(part, said)
        self.assertIn("sweep.sampler", runs.tandem("sweep", "options", "sweep.sampleer",
                                                   expect=USAGE))
        self.assertIn("Did you mean 'sweep.sampler'?",
                      runs.tandem("sweep", "options", "sampler", expect=USAGE))

    def test_a_misspelt_action_is_no_file(self):
        said = runs.tandem("sweep", "statsu", self.directory, expect=USAGE)
        self.assertIn("Did you mean 'status'?", said)
        # What is there is the file of a sweep, whatever it is called.
        (self.directory / "statsu").write_text("sweep: {}\n")
        said = runs.tandem("sweep", "statsu", expect=BAD_INPUT, cwd=self.directory)
        self.assertNotIn("Did you mean 'status'?", said)

    def test_more_trials_follow_and_nothing_else_may_change(self):
        sweep = self.place("more")
        shutil.copytree(self.swept(), sweep)
        definition = sweep / "sweep.yaml"
        text = definition.read_text()
        definition.write_text(text.replace("eta: 2", "eta: 3"))
        self.assertIn("eta", runs.tandem("sweep", "resume", sweep, expect=BAD_INPUT))
        definition.write_text(text.replace(ALL_TRIALS, "trials: 8"))
        before = records(sweep)
        runs.tandem("sweep", "resume", sweep)
        self.assertIn("8 of 8 trials", runs.tandem("sweep", "status", sweep))
        after = records(sweep)
        self.assertTrue(set(before) <= set(after))

    def test_a_configuration_that_was_changed_since_is_refused(self):
        sweep = self.place("edited")
        shutil.copytree(self.swept(), sweep)
        definition = sweep / "sweep.yaml"
        definition.write_text(definition.read_text().replace(ALL_TRIALS, "trials: 7"))
        configuration = sweep / "configs" / "config.yaml"
        text = configuration.read_text()
        self.assertIn("optimizer: adam,", text)
        configuration.write_text(text.replace("optimizer: adam,", "optimizer: adamw,"))
        for action in ("resume", "work"):
            said = runs.tandem("sweep", action, sweep, expect=BAD_INPUT)
            self.assertIn(str(configuration), said)
            self.assertIn("changed since the sweep began", said)
        self.assertEqual(records(sweep), records(self.swept()))

    def test_a_run_that_was_deleted_is_made_again(self):
        sweep = self.place("deleted")
        shutil.copytree(self.swept(), sweep)
        definition = sweep / "sweep.yaml"
        definition.write_text(definition.read_text().replace(ALL_TRIALS, "trials: 7"))
        shutil.rmtree(sweep / "trials" / "0000")
        runs.tandem("sweep", "resume", sweep)
        self.assertIn("7 of 7 trials", runs.tandem("sweep", "status", sweep))

    def test_everything_wrong_is_listed_at_once(self):
        text = (self.text.replace("rungs: [4, 8, 16]", "rungs: [5, 8, 64]")
                .replace(METRIC, "test/elbo/los").replace("kind: tpe", "kind: tpee"))
        said = runs.tandem("sweep", self.file(text), "--directory", self.place("x"),
                           expect=BAD_INPUT)
        for part in ("Did you mean 'tpe'?", "Rung 5 is no multiple of evaluation.every 4",
                     "Rung 64 is beyond steps 16", "Did you mean 'test/elbo/loss'?"):
            self.assertIn(part, said)
        text = text.replace("batch.size", "bach.size")
        said = runs.tandem("sweep", self.file(text), "--dry-run", expect=BAD_INPUT)
        self.assertIn("Did you mean 'tpe'?", said)
        self.assertIn("Did you mean 'batch'?", said)

    def test_a_mistake_is_told_once_in_the_words_of_the_file(self):
        text = self.text.replace(METRIC, "test/elbo/los")
        said = runs.tandem("sweep", self.file(text), "--dry-run", expect=BAD_INPUT)
        self.assertRegex(said, r"\.yaml:\d+:\d+: sweep\.metric: the evaluation has no such metric")
        self.assertEqual(said.count("no such metric"), 1, said)
        self.assertNotIn("checkpoint.best", said)
        text = self.text.replace("model.latent_size: 2,4", "model.latent_sise: 2,4")
        said = runs.tandem("sweep", self.file(text), "--dry-run", expect=BAD_INPUT)
        self.assertRegex(said, r"\.yaml:\d+:\d+: sweep\.space\.model\.latent_sise: unknown option")
        self.assertEqual(said.count("Did you mean 'model.latent_size'?"), 1, said)
        self.assertNotIn("override", said)

    def test_an_error_comes_before_warnings(self):
        text = self.text.replace("kind: halving", "kind: halvin")
        said = runs.tandem("sweep", self.file(text), "--dry-run", expect=BAD_INPUT)
        self.assertIn("Did you mean 'halving'?", said)
        self.assertNotIn("warning:", said)

    def test_ends_of_ranges_are_tried_before_a_trial_starts(self):
        text = self.text.replace("model.latent_size: 2,4", "model.latent_size: 2,-4")
        said = runs.tandem("sweep", self.file(text), "--directory", self.place("x"),
                           expect=BAD_INPUT)
        self.assertIn("latent_size", said)
        self.assertFalse(self.place("x").exists())

    def test_a_dry_run_shows_the_first_trials_and_makes_nothing(self):
        said = runs.tandem("sweep", self.file(), "--dry-run", "--directory", self.place("x"),
                           "--slots", 2)
        self.assertIn("--until 4", said)
        self.assertIn("learners.elbo.learning_rate=", said)
        self.assertNotIn("there is room", said)
        self.assertNotIn("reduction=native", said)
        said = runs.tandem("sweep", self.file(self.text.replace(
            "- steps=16", "- steps=16\n        - reduction=native")), "--dry-run")
        self.assertIn("warning: With reduction=native results depend on the number of ranks", said)
        said = runs.tandem("sweep", self.file(), "--dry-run", "--directory", self.place("x"),
                           "--hosts", f"{socket.gethostname()}:9")
        self.assertIn(f"{NUM_TRIALS}, 4 side by side\n", said)
        self.assertIn("there is room for 9 jobs, of which 4 can ever run: sweep.workers", said)
        self.assertFalse(self.place("x").exists())

    def test_a_journal_that_is_damaged_is_named(self):
        sweep = self.place("damaged")
        shutil.copytree(self.swept(), sweep)
        journal = sweep / "journal.log"
        lines = journal.read_text().splitlines(keepends=True)
        journal.write_text("".join([*lines[:11], "not JSON\n", *lines[11:]]))
        for action in ("status", "resume", "verify", "export"):
            self.assertIn("line 12", runs.tandem("sweep", action, sweep, expect=BAD_INPUT))
        lines[-1] = lines[-1][:len(lines[-1]) // 2]  # torn: what it said is found out again
        journal.write_text("".join(lines))
        runs.tandem("sweep", "resume", sweep)
        self.assertEqual(records(sweep), records(self.swept()))

    def test_another_choice_in_the_journal_is_found(self):
        sweep = self.place("other")
        shutil.copytree(self.swept(), sweep)
        journal = sweep / "journal.log"
        lines = [json.loads(line) for line in journal.read_text().splitlines()]
        for line in lines:
            del line["digest"]  # it would tell that the line was edited
        begun = [line for line in lines if line["op_code"] == 4][5]
        begun["params"]["model.latent_size"] = 1 - begun["params"]["model.latent_size"]
        journal.write_text("".join(json.dumps(line) + "\n" for line in lines))
        said = runs.tandem("sweep", "verify", sweep, expect=BAD_INPUT)
        self.assertIn("trial 5", said)
        self.assertIn("model.latent_size", said)

    def test_what_is_no_sweep_is_said_so(self):
        for action in ("status", "resume", "verify", "export", "report"):
            self.assertIn("sweep", runs.tandem("sweep", action, self.directory, expect=BAD_INPUT))
        self.assertIn("trial", runs.tandem("sweep", "promote", self.swept(), 3, expect=USAGE))
        self.assertIn("promote", runs.tandem("sweep", "--help"))

    def test_a_sweep_has_a_page(self):
        said = runs.tandem("report", self.swept(), "--output", self.place("page.html"))
        self.assertIn("page.html", said)
        page = self.place("page.html").read_text()
        for part in ("tiny", "learners.elbo.learning_rate", "model.latent_size"):
            self.assertIn(part, page)

    def test_its_runs_have_a_page_of_their_own(self):
        sweep = self.place("measured")
        shutil.copytree(self.swept(), sweep)
        runs.tandem("evaluate", sweep / "trials" / "0001" / "seed-1", "--metrics", "objective_terms")
        for name, words in (("metric", ("--metric", "elbo/loss")), ("family", ("--by", "family"))):
            page = self.place(f"{name}.html")
            said = runs.tandem("report", sweep, *words, "--output", page)
            self.assertIn(f"{NUM_TRIALS * 2} runs", said)
            self.assertIn("elbo/loss", page.read_text())

    def test_trials_are_exported_to_a_file_as_to_the_terminal(self):
        output = self.place("trials.csv")
        words = ("sweep", "export", self.swept(), "--output", output)
        runs.tandem(*words)
        exported = output.read_text()
        self.assertEqual(exported, runs.tandem("sweep", "export", self.swept()))
        output.write_text("mine")
        self.assertIn("--force", runs.tandem(*words, expect=USAGE))
        self.assertEqual(output.read_text(), "mine")
        runs.tandem(*words, "--force")
        self.assertEqual(output.read_text(), exported)

    def test_a_population_takes_over_exact_states(self):
        text = (self.text.replace("scheduler: {kind: halving, rungs: [4, 8, 16], eta: 2}",
                                  "scheduler: {kind: population, interval: 4, members: 4}")
                .replace("seeds: [1, 2]", "seeds: [1]").replace(ALL_TRIALS, "trials: 12")
                .replace("    model.latent_size: 2,4\n", ""))
        sweep = self.place("population")
        runs.tandem("sweep", self.file(text), "--directory", sweep)
        begun = [record for record in map(json.loads, records(sweep)) if record["op_code"] == 4]
        parents = [record["user_attrs"].get("parent") for record in begun]
        self.assertEqual(parents.count(None), 4)
        for run in sorted(sweep.glob("trials/*/seed-1"))[4:]:
            self.assertIn("parent", json.loads((run / "manifest.json").read_text()))
        self.assertIn("12 trials", runs.tandem("sweep", "verify", sweep))


if __name__ == "__main__":
    unittest.main()
