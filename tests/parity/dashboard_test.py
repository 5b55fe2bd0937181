"""A sweep in optuna-dashboard: it tells what the journal says, serves the sample grids, and writes
notes into the journal, with which the sweep goes on."""

import http.client
import json
import pathlib
import socket
import subprocess
import sys
import time
import unittest

import parity

parity.require("numpy", "optuna", "optuna_dashboard")

# pylint: disable=wrong-import-position
import runs
from processes import begin, wait_until
from small_sweeps import ALL_TRIALS, SweepCase, records

HOST = "127.0.0.1"
STATES = ["Running", "Complete", "Pruned", "Fail", "Waiting"]
# Longer than one attribute holds, and not of ASCII alone.
LONG_NOTE = "# Seen\n\nβ is too *large*.\n" + "".join(f"- line {i}\n" for i in range(400))


class Dashboard:
    """The server over a sweep, as a context; ends with it."""

    def __init__(self, sweep, log):
        with socket.socket() as free:
            free.bind((HOST, 0))
            self.port = free.getsockname()[1]
        program = pathlib.Path(sys.executable).with_name("optuna-dashboard")
        self.log = log
        with open(log, "ab") as output:
            self.process = subprocess.Popen(
                [program, sweep / "journal.log", "--artifact-dir", sweep / "artifacts", "--host",
                 HOST, "--port", str(self.port), "--server", "wsgiref"],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output)

    def __enter__(self):
        try:
            wait_until(self._answers, "optuna-dashboard", during=self.process)
        except AssertionError as error:
            self.__exit__()
            raise AssertionError(self.log.read_text()) from error
        return self

    def _answers(self):
        try:
            socket.create_connection((HOST, self.port)).close()
            return True
        except ConnectionRefusedError:
            return False

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=60)

    def ask(self, path, method="GET", content=None, expect=200):
        """The answer to a request: its content type and its bytes."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        body = None if content is None else json.dumps(content)
        connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        received = answer.read()
        connection.close()
        if answer.status != expect:
            raise AssertionError(f"{method} {path}: {answer.status} {received[:500]}\n"
                                 f"{self.log.read_text()[-2000:]}")
        return answer.getheader("Content-Type"), received

    def study(self):
        return json.loads(self.ask("/api/studies/0")[1])

    def write_note(self, version, body, trial=None):
        place = "note" if trial is None else f"{trial}/note"
        self.ask(f"/api/studies/0/{place}", "PUT", {"version": version, "body": body}, expect=204)


def parameters_of(record):
    """The parameters of a record that begins a trial, as texts."""
    texts = {}
    for name, value in record["params"].items():
        distribution = json.loads(record["distributions"][name])["attributes"]
        texts[name] = str(distribution["choices"][value] if "choices" in distribution else value)
    return texts


def told_by_journal(sweep):
    """Its trials, as far as the dashboard has something to show of them."""
    trials = []
    for line in (sweep / "journal.log").read_text().splitlines():
        record = json.loads(line)
        if record["op_code"] == 4:
            trials.append({"state": "Running", "parameters": parameters_of(record), "values": None,
                           "steps": [], "attributes": [], "constraints": [], "artifacts": []})
        if "trial_id" not in record:
            continue
        trial = trials[record["trial_id"]]
        if record["op_code"] == 6:
            trial["state"] = STATES[record["state"]]
            trial["values"] = record["values"] or trial["values"]
        elif record["op_code"] == 7:
            trial["steps"].append((record["step"], str(record["intermediate_value"])))
        elif record["op_code"] == 8:
            trial["attributes"] = sorted({*trial["attributes"], *record["user_attr"]})
        elif "constraints" in record["system_attr"]:
            trial["constraints"] = record["system_attr"]["constraints"]
        else:
            trial["artifacts"] += map(json.loads, record["system_attr"].values())
    return trials


def told_by_dashboard(study):
    """The same of what the server answered."""
    return [{"state": trial["state"],
             "parameters": {each["name"]: each["param_external_value"]
                            for each in trial["params"]},
             "values": trial.get("values"),
             "steps": [(each["step"], str(float(each["value"])))
                       for each in trial["intermediate_values"]],
             "attributes": sorted(each["key"] for each in trial["user_attrs"]),
             "constraints": trial["constraints"],
             "artifacts": trial["artifacts"]} for trial in study["trials"]]


class DashboardTest(SweepCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # One of the rates diverges.
        for written, instead in ((ALL_TRIALS, "trials: 5"), ("seeds: [1, 2]", "seeds: [1]"),
                                 ('"tag(log,interval(1e-4,1e-1))"', "[0.001, 0.01, 1.0e+30]")):
            assert written in cls.text, written
            cls.text = cls.text.replace(written, instead)

    def test_it_shows_what_the_journal_says(self):
        sweep = self.swept()
        expected = told_by_journal(sweep)
        states = {trial["state"] for trial in expected}
        self.assertEqual(states, {"Complete", "Pruned"})
        self.assertTrue(any(trial["constraints"] for trial in expected), "one diverged")
        with Dashboard(sweep, self.place("log")) as dashboard:
            study = dashboard.study()
            self.assertEqual(told_by_dashboard(study), expected)
            self.assertEqual(study["name"], "tiny")
            self.assertEqual(study["directions"], ["minimize"])
            self.assertEqual(study["objective_names"], ["test/elbo/loss"])
            self.assertIn("tandem shows more of this sweep", study["note"]["body"])
            self.assert_grids_are_those_of_runs(dashboard, study, sweep)

    def assert_grids_are_those_of_runs(self, dashboard, study, sweep):
        num_grids = 0
        for trial in study["trials"]:
            drawn = {path.read_bytes() for path in
                     sweep.glob(f"trials/{trial['number']:04}/seed-1/samples/*.png")}
            for each in trial["artifacts"]:
                kind, content = dashboard.ask(
                    f"/artifacts/0/{trial['trial_id']}/{each['artifact_id']}")
                self.assertEqual(kind, "image/png")
                self.assertIn(content, drawn, (trial["number"], each["filename"]))
                num_grids += 1
        self.assertGreaterEqual(num_grids, 3)

    def test_a_journal_with_its_notes_goes_on(self):
        sweep = self.place("noted")
        runs.tandem("sweep", self.file(), "--directory", sweep)
        with Dashboard(sweep, self.place("log")) as dashboard:
            version = dashboard.study()["note"]["version"]
            dashboard.write_note(version + 1, LONG_NOTE)
            dashboard.write_note(1, "a note on trial 2", trial=2)
        noted = (sweep / "journal.log").read_text()
        self.assertIn("a note on trial 2", noted)
        definition = sweep / "sweep.yaml"
        definition.write_text(definition.read_text().replace("\n  trials: 5\n", "\n  trials: 6\n"))
        self.assertIn("6 of 6 trials", runs.tandem("sweep", "resume", sweep))
        self.assertTrue((sweep / "journal.log").read_text().startswith(noted))
        self.assertIn("6 trials", runs.tandem("sweep", "verify", sweep))
        with Dashboard(sweep, self.place("log")) as dashboard:
            study = dashboard.study()
            self.assertEqual(told_by_dashboard(study), told_by_journal(sweep))
            self.assertEqual(len(study["trials"]), 6)
            self.assertEqual(study["note"], {"version": version + 1, "body": LONG_NOTE})
            self.assertEqual(study["trials"][2]["note"],
                             {"version": 1, "body": "a note on trial 2"})

    def test_it_may_write_while_the_sweep_does(self):
        sweep, log = self.place("both"), self.place("sweep-log")
        with open(log, "ab") as output:
            job = begin(self, runs.command("sweep", self.file(), "--directory", sweep),
                        stdout=output, stderr=output)
        wait_until(lambda: list(sweep.glob("trials/0000/*")), "the first trial", during=job)
        num_notes = 0
        with Dashboard(sweep, self.place("log")) as dashboard:
            while job.poll() is None:
                num_notes += 1
                dashboard.write_note(num_notes, f"note {num_notes}", trial=0)
                time.sleep(0.05)
            self.assertEqual(job.returncode, 0, log.read_text())
            self.assertEqual(dashboard.study()["trials"][0]["note"]["body"], f"note {num_notes}")
        self.assertGreater(num_notes, 10)

        def decided(place):
            return [line for line in records(place) if "dashboard:" not in line]

        self.assertEqual(decided(sweep), decided(self.swept()))
        self.assertIn("5 trials", runs.tandem("sweep", "verify", sweep))
        print(f"{num_notes} notes were written while a sweep went on")


if __name__ == "__main__":
    unittest.main()
