"""Sweeps with the built program: the same trials at any parallelism and after any kill, errors
before a trial starts, a journal that goes on."""

import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import runs  # pylint: disable=wrong-import-position

USAGE, BAD_INPUT, INPUT_OUTPUT, STOPPED = 64, 65, 74, 75
TIMES = ("datetime_start", "datetime_complete")
METRIC = "test/elbo/loss"
# How often things are killed here; the variable asks for more.
KILLS = int(os.environ.get("TANDEM_SWEEP_KILLS", "5"))


def records(sweep):
    """All records of a journal without what a clock said, in an order of their own."""
    lines = []
    for line in (sweep / "journal.log").read_text().splitlines():
        record = json.loads(line)
        del record["digest"]
        for name in TIMES:
            if record.get(name) is not None:
                record[name] = "some time"
        lines.append(json.dumps(record, sort_keys=True))
    return sorted(lines)


def children(pid):
    """Processes below one, the nearest first."""
    path = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
    found = [int(child) for child in path.read_text().split()] if path.exists() else []
    return found + [below for child in found for below in children(child)]


def wait_for_a_moment(job, sweep, draw):
    """Some time after the start of a sweep, or after it has come some records further."""
    journal = sweep / "journal.log"

    def size():
        return journal.stat().st_size if journal.exists() else 0

    num_records = draw.choice([0, 1, 2, 4, 8])
    for _ in range(num_records):
        before = size()
        while size() == before and job.poll() is None:
            time.sleep(0.02)
    time.sleep(draw.uniform(0, 1) if num_records > 0 else draw.uniform(0.2, 5))


class Sweeps(unittest.TestCase):
    """Trials of a tiny VAE over made-up digits."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="tandem-sweep-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.data = runs.pack_digits(cls.directory)
        cls.text = (f"""
sweep:
  name: tiny
  metric: {METRIC}
  goal: minimize
  trials: 9
  seeds: [1, 2]
  space:
    learners.elbo.learning_rate: "tag(log,interval(1e-4,1e-1))"
    model.latent_size: 2,4
  families:
    vae:
      config: {runs.ROOT}/experiments/vae/mnist.yaml
      overrides:
        - data.path={cls.data}
        - model.hidden_widths=[8]
        - steps=16
        - batch.size=16
        - report.every=4
        - samples.every=8
        - samples.count=4
        - evaluation.every=4
        - checkpoint.every=4
  sampler: {{kind: tpe, seed: 3}}
  scheduler: {{kind: halving, rungs: [4, 8, 16], eta: 2}}
  workers: 4
  placement: {{retries: 1000}}
""")

    def file(self, text=None):
        path = self.directory / f"{self.id().rsplit('.', maxsplit=1)[-1]}.yaml"
        path.write_text(text or self.text)
        return path

    def place(self, name):
        return self.directory / f"{self.id().rsplit('.', maxsplit=1)[-1]}-{name}"

    def swept(self, slots=2):
        """A whole sweep, made once."""
        cls = type(self)
        if not hasattr(cls, "whole"):
            cls.whole = self.directory / "whole"
            file = self.directory / "whole.yaml"
            file.write_text(self.text)
            runs.tandem("sweep", file, "--slots", slots, "--directory", cls.whole)
        return cls.whole

    def test_trials_are_the_same_at_any_parallelism(self):
        whole = self.swept()
        expected = records(whole)
        self.assertGreater(len(expected), 40)
        states = [record["state"] for record in map(json.loads, expected)
                  if record["op_code"] == 6]
        self.assertIn(1, states, "a trial is complete")
        self.assertIn(4, states, "a trial was paused")
        alone = self.place("alone")
        runs.tandem("sweep", self.file(), "--slots", 1, "--directory", alone)
        self.assertEqual(records(alone), expected)
        self.assertIn("9 trials", runs.tandem("sweep", "verify", alone))
        said = runs.tandem("sweep", "status", alone)
        self.assertIn("9 of 9 trials", said)
        self.assertIn("best: trial ", said)
        csv = runs.tandem("sweep", "export", alone).splitlines()
        self.assertGreaterEqual(len(csv), 1 + 9 * 2)

    def test_kills_change_nothing(self):
        expected, draw, left = records(self.swept()), random.Random(7), KILLS
        while left > 0:
            sweep = self.place(f"killed-{left}")
            left -= self.kill_again_and_again(sweep, left, draw)
            self.assertEqual(records(sweep), expected)
            runs.tandem("sweep", "verify", sweep)

    def kill_again_and_again(self, sweep, most, draw):
        """Has a sweep come to its end over as many kills; returns how many there were."""
        command = ("sweep", self.file(), "--slots", 2, "--directory", sweep)
        for count in range(most):
            with open(self.place("log"), "ab") as log:
                job = subprocess.Popen(runs.command(*command), stdin=subprocess.DEVNULL,
                                       stdout=log, stderr=log, env=runs.environment())
            wait_for_a_moment(job, sweep, draw)
            victim = draw.choice([job.pid, *children(job.pid)])
            if job.poll() is not None:
                self.assertEqual(job.returncode, 0, self.place("log").read_text()[-2000:])
                return count
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                pass
            if victim != job.pid:
                time.sleep(draw.uniform(0, 2))
                job.kill()
            job.wait(timeout=60)
            if (sweep / "sweep.yaml").exists():
                command = ("sweep", "resume", sweep, "--slots", 2)
        runs.tandem(*command)
        return most

    def test_workers_record_what_one_process_does(self):
        sweep, logs, jobs = self.place("shared"), [], []
        for call in (["sweep", self.file(), "--directory"], ["sweep", "work"], ["sweep", "work"]):
            logs.append(self.place(f"log-{len(logs)}"))
            with open(logs[-1], "ab") as log:
                jobs.append(subprocess.Popen(runs.command(*call, sweep, "--slots", 1),
                                             stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                             env=runs.environment()))
            # Each trains before the next joins in.
            while "trial " not in logs[-1].read_text():
                time.sleep(0.05)
                self.assertIsNone(jobs[-1].poll(), logs[-1].read_text())
        jobs[0].kill()
        self.assertEqual([job.wait() for job in jobs], [-signal.SIGKILL, 0, 0],
                         [log.read_text() for log in logs])
        self.assertEqual(records(sweep), records(self.swept()))
        self.assertIn("nobody works on it", runs.tandem("sweep", "status", sweep))

    def test_configurations_are_those_of_the_beginning(self):
        """Whatever becomes of the files that it was made from, and of its place."""
        base, sweep = self.place("base.yaml"), self.place("sweep")
        original = runs.ROOT / "experiments" / "vae" / "mnist.yaml"
        base.write_text(original.read_text())
        text = self.text.replace(str(original), str(base)).replace("trials: 9", "trials: 2")
        runs.tandem("sweep", self.file(text), "--directory", sweep)
        base.write_text("steps: other")
        moved = self.place("moved")
        sweep.rename(moved)
        definition = moved / "sweep.yaml"
        definition.write_text(definition.read_text().replace("trials: 2", "trials: 3"))
        said = runs.tandem("sweep", "resume", moved)
        self.assertIn("3 of 3 trials", said)
        self.assertIn("3 trials", runs.tandem("sweep", "verify", moved))

    def test_runs_that_are_ahead_of_the_journal_count_where_they_were(self):
        """It lost its last lines, or somebody trained a paused trial on."""
        whole, sweep = self.swept(), self.place("behind")
        shutil.copytree(whole, sweep, symlinks=True)
        lines = (sweep / "journal.log").read_text().splitlines(keepends=True)

        def decided(place):
            return [line for line in records(place) if "artifacts" not in line]

        for kept in (len(lines) // 3, 2 * len(lines) // 3):
            (sweep / "journal.log").write_text("".join(lines[:kept]))
            said = runs.tandem("sweep", "resume", sweep)
            self.assertIn("9 of 9 trials", said)
            self.assertEqual(decided(sweep), decided(whole))

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

    def stop_at(self, started, *arguments):
        """Begins a sweep and stops it once a run of a trial of that pattern has started; returns
        what it said."""
        sweep = arguments[-1]
        job = subprocess.Popen(runs.command("sweep", *arguments), stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               env=runs.environment())
        while not list(sweep.glob(f"trials/{started}/*/status/rank-0.json")):
            time.sleep(0.05)
            self.assertIsNone(job.poll())
        job.send_signal(signal.SIGINT)
        said, _ = job.communicate(timeout=120)
        self.assertEqual(job.returncode, STOPPED, said)
        return said

    def test_a_request_to_stop_is_no_end(self):
        sweep = self.place("stopped")
        said = self.stop_at("*", self.file(), "--directory", sweep)
        self.assertIn(f"sweep resume {sweep}", said)
        runs.tandem("sweep", "resume", sweep)
        self.assertEqual(records(sweep), records(self.swept()))

    def test_by_arrival_the_journal_says_what_was_decided_on(self):
        sweep = self.place("arrival")
        file = self.file(self.text + "  order: arrival\n")
        self.stop_at("0003", file, "--slots", 2, "--directory", sweep)
        before = (sweep / "journal.log").read_text()
        runs.tandem("sweep", "resume", sweep, "--slots", 2)
        self.assertTrue((sweep / "journal.log").read_text().startswith(before))
        runs.tandem("sweep", "verify", sweep)
        self.assertIn("9 of 9 trials", runs.tandem("sweep", "status", sweep))

    def test_more_trials_follow_and_nothing_else_may_change(self):
        sweep = self.place("more")
        shutil.copytree(self.swept(), sweep)
        definition = sweep / "sweep.yaml"
        text = definition.read_text()
        definition.write_text(text.replace("eta: 2", "eta: 3"))
        self.assertIn("eta", runs.tandem("sweep", "resume", sweep, expect=BAD_INPUT))
        definition.write_text(text.replace("trials: 9", "trials: 11"))
        before = records(sweep)
        runs.tandem("sweep", "resume", sweep)
        self.assertIn("11 of 11 trials", runs.tandem("sweep", "status", sweep))
        after = records(sweep)
        self.assertTrue(set(before) <= set(after))

    def test_a_run_that_was_deleted_is_made_again(self):
        sweep = self.place("deleted")
        shutil.copytree(self.swept(), sweep)
        definition = sweep / "sweep.yaml"
        definition.write_text(definition.read_text().replace("trials: 9", "trials: 10"))
        shutil.rmtree(sweep / "trials" / "0000")
        runs.tandem("sweep", "resume", sweep)
        self.assertIn("10 of 10 trials", runs.tandem("sweep", "status", sweep))

    def test_runs_that_were_deleted_in_between_change_nothing(self):
        sweep = self.place("deleted")
        self.stop_at("0003", self.file(), "--slots", 2, "--directory", sweep)
        for trial in ("0000", "0001", "0002"):
            shutil.rmtree(sweep / "trials" / trial)
        runs.tandem("sweep", "resume", sweep, "--slots", 2)
        self.assertEqual(records(sweep), records(self.swept()))

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

    def test_ends_of_ranges_are_tried_before_a_trial_starts(self):
        text = self.text.replace("model.latent_size: 2,4", "model.latent_size: 2,-4")
        said = runs.tandem("sweep", self.file(text), "--directory", self.place("x"),
                           expect=BAD_INPUT)
        self.assertIn("latent_size", said)
        self.assertFalse(self.place("x").exists())

    def test_a_dry_run_shows_the_first_trials_and_makes_nothing(self):
        said = runs.tandem("sweep", self.file(), "--dry-run", "--directory", self.place("x"))
        self.assertIn("--until 4", said)
        self.assertIn("learners.elbo.learning_rate=", said)
        self.assertFalse(self.place("x").exists())

    def test_one_process_has_a_sweep(self):
        sweep = self.place("twice")
        job = subprocess.Popen(runs.command("sweep", self.file(), "--directory", sweep),
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, env=runs.environment())
        while not (sweep / "journal.log").exists():
            time.sleep(0.05)
        try:
            self.assertIn(f"pid {job.pid}", runs.tandem("sweep", "resume", sweep,
                                                       expect=INPUT_OUTPUT))
            self.assertIn("sweep resume", runs.tandem("sweep", self.file(), "--directory", sweep,
                                                      expect=BAD_INPUT))
        finally:
            job.terminate()
            job.wait(timeout=120)

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

    def test_a_population_takes_over_exact_states(self):
        text = (self.text.replace("scheduler: {kind: halving, rungs: [4, 8, 16], eta: 2}",
                                  "scheduler: {kind: population, interval: 4, members: 4}")
                .replace("seeds: [1, 2]", "seeds: [1]").replace("trials: 9", "trials: 12")
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
