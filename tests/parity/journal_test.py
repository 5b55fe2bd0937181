"""The journal of a sweep against Optuna: what tandem writes is read by it, what it writes is replayed
by tandem, and both go on with one file in turn."""

import concurrent.futures
import json
import math
import unittest

import parity

parity.require("optuna")

# pylint: disable=wrong-import-position
import optuna
from optuna.distributions import (CategoricalDistribution, FloatDistribution, IntDistribution)
from optuna.storages.journal import JournalFileBackend
from optuna.trial import TrialState, create_trial

optuna.logging.set_verbosity(optuna.logging.ERROR)


def storage_of(path):
    return optuna.storages.JournalStorage(JournalFileBackend(str(path)))


def study_in(path):
    return optuna.load_study(study_name="sweep", storage=storage_of(path))


def described(path):
    """What tandem makes of a journal."""
    return json.loads(parity.run("journal_probe", "describe", path))


class JournalTest(parity.TestCase):
    def same(self, one, other, name):
        """Equal, where NaN is equal to itself."""
        self.assertEqual(json.dumps(one, sort_keys=True), json.dumps(other, sort_keys=True), name)

    def assert_same_contents(self, path):
        """tandem and Optuna tell the same of a journal."""
        study, ours = study_in(path), described(path)
        self.assertEqual(ours["name"], study.study_name)
        self.assertEqual(ours["is_minimized"],
                         study.direction == optuna.study.StudyDirection.MINIMIZE)
        self.same(ours["user_attrs"], study.user_attrs, "attributes of the study")
        # Optuna would not show those of the study itself.
        attributes = study._storage.get_study_system_attrs(study._study_id)
        self.same(ours["system_attrs"], attributes, "system attributes of the study")
        self.assertEqual(len(ours["trials"]), len(study.trials))
        for mine, theirs in zip(ours["trials"], study.trials):
            self.assertEqual(mine["number"], theirs.number)
            self.assertEqual(mine["state"], theirs.state.value)
            value = None if theirs.value is None else float(theirs.value)
            self.same(mine["value"], value, "value")
            self.same(mine["values"], {str(step): value for step, value
                                       in theirs.intermediate_values.items()}, "values")
            self.same(mine["user_attrs"], theirs.user_attrs, "attributes")
            self.same(mine["system_attrs"], theirs.system_attrs, "system attributes")
            self.assertEqual(mine["params"].keys(), theirs.params.keys())
            for name, value in theirs.params.items():
                distribution = theirs.distributions[name]
                self.assertEqual(mine["params"][name], distribution.to_internal_repr(value), name)
                self.assertEqual(type(value)(mine["texts"][name]), value, name)
            violations = theirs.system_attrs.get("constraints", [0])
            self.assertEqual(mine["is_infeasible"], any(each > 0 for each in violations))
            self.assertEqual(bool(mine["began"]), theirs.datetime_start is not None)
            self.assertEqual(bool(mine["ended"]), theirs.datetime_complete is not None)

    def written(self, name):
        """The journal of the probe."""
        path = self.directory / name / "journal.log"
        path.parent.mkdir()
        parity.run("journal_probe", "write", path)
        return path

    def test_optuna_reads_what_tandem_writes(self):
        path = self.written("read")
        self.assert_same_contents(path)
        study = study_in(path)
        self.assertEqual([trial.state for trial in study.trials],
                         [TrialState.COMPLETE, TrialState.WAITING, TrialState.PRUNED,
                          TrialState.FAIL, TrialState.RUNNING])
        first = study.trials[0]
        self.assertEqual(first.params, {"family": "wgan_gp", "layers": 5, "size": 64,
                                        "wgan_gp:rate": 2.1e-4})
        self.assertEqual(first.distributions["wgan_gp:rate"],
                         FloatDistribution(1e-5, 1e-3, log=True))
        self.assertEqual(first.distributions["layers"], IntDistribution(1, 7, step=2))
        self.assertEqual(first.distributions["size"], IntDistribution(8, 512, log=True))
        self.assertEqual(first.distributions["family"], CategoricalDistribution(["vae", "wgan_gp"]))
        self.assertEqual(study.trials[1].distributions["momentum"],
                         FloatDistribution(0, 1, step=0.25))
        self.assertEqual(first.intermediate_values, {1000: 14.25, 4000: 12.5})
        self.assertEqual(first.value, 12.5)
        self.assertLess(first.datetime_start, first.datetime_complete)
        diverged = study.trials[2]
        self.assertTrue(math.isnan(diverged.intermediate_values[1000]))
        self.assertEqual(diverged.system_attrs["constraints"], [1.0])
        self.assertEqual(study.trials[3].user_attrs["cause"], 'rank 0 was lost: "β"\n')
        self.assertEqual(study.metric_names, ["valid/fid"])
        self.assertEqual(study.best_trial.number, 0)

    def test_tandem_replays_what_optuna_writes(self):
        path = self.directory / "optuna.log"
        storage = storage_of(path)
        study = optuna.create_study(study_name="sweep", storage=storage, direction="maximize")
        other = optuna.create_study(study_name="other", storage=storage)
        study.set_user_attr("note", "β")

        def objective(trial):
            value = trial.suggest_float("mix", -1, 1)
            trial.suggest_categorical("family", ["vae", "wgan_gp"])
            trial.suggest_int("size", 8, 512, log=True)
            trial.suggest_float("momentum", 0, 1, step=0.25)
            trial.report(value, 1000)
            trial.report(math.nan if trial.number % 3 else math.inf, 4000)
            trial.set_user_attr("parent", {"trial": trial.number, "more": [None, math.nan]})
            if trial.number % 4 == 1:
                raise optuna.TrialPruned
            return math.nan if trial.number % 4 == 2 else value

        for _ in range(6):
            study.optimize(objective, n_trials=2)
            other.optimize(lambda trial: trial.suggest_float("mix", 0, 9), n_trials=1)
        study.enqueue_trial({"mix": 0.5})
        study.add_trial(create_trial(state=TrialState.COMPLETE, value=3, params={"mix": 0.1},
                                     distributions={"mix": FloatDistribution(-1, 1)},
                                     intermediate_values={7: 1.5}, user_attrs={"a": 1}))
        # Optuna drops what is not the same parameter any more.
        trial = study.ask()
        trial.suggest_float("rate", 1e-5, 1, log=True)
        storage.set_trial_param(trial._trial_id, "other", 0.5, FloatDistribution(0, 1))
        optuna.delete_study(study_name="other", storage=storage)
        self.assert_same_contents(path)
        self.assertEqual(described(path)["next_trial_id"], len(study.trials) + 6)

    def test_both_go_on_in_turn(self):
        path = self.written("turns")
        (path.parent / "grid.png").write_bytes(b"pixels")
        for turn in range(3):
            study = study_in(path)
            study.set_user_attr("turn", turn)
            study.add_trial(create_trial(value=turn, params={}, distributions={}))
            parity.run("journal_probe", "go_on", path)
            self.assert_same_contents(path)
        study = study_in(path)
        self.assertEqual(len(study.trials), 11)
        artifact = optuna.artifacts.get_all_artifact_meta(study.trials[-1],
                                                          storage=study._storage)[0]
        self.assertEqual((artifact.filename, artifact.mimetype), ("grid.png", "image/png"))
        self.assertEqual((path.parent / "artifacts" / artifact.artifact_id).read_bytes(), b"pixels")
        self.assertFalse((path.parent / "journal.log.lock").is_symlink())

    def test_both_write_at_once(self):
        path = self.written("at_once")
        (path.parent / "grid.png").write_bytes(b"pixels")
        study = study_in(path)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            ours = pool.submit(lambda: [parity.run("journal_probe", "go_on", path)
                                        for _ in range(10)])
            for number in range(100):
                study.set_user_attr(f"number {number}", number)
            ours.result()
        self.assert_same_contents(path)
        study = study_in(path)
        self.assertEqual(len(study.user_attrs), 101)
        self.assertEqual(len(study.trials), 15)

    def test_torn_tail_is_no_trap_for_optuna(self):
        path = self.written("torn")
        whole = path.read_bytes()
        (path.parent / "grid.png").write_bytes(b"pixels")
        path.write_bytes(whole + b'{"op_code":7,"worker_id"')
        parity.run("journal_probe", "go_on", path)
        study_in(path).set_user_attr("more", 1)
        self.assert_same_contents(path)
        self.assertEqual(len(study_in(path).trials), 6)


if __name__ == "__main__":
    unittest.main()
