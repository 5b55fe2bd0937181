"""Sweeps against Optuna (the tree-structured Parzen estimator, importances), SciPy (Sobol's
sequence) and numpy (random numbers)."""

import json
import math
import unittest
import warnings

import parity

parity.require("numpy", "scipy", "optuna")

# pylint: disable=wrong-import-position
import numpy
import optuna
from optuna import distributions as kinds
from optuna.trial import TrialState
from scipy.stats import qmc

# How equal observations are ordered by numpy's quicker sorts depends on the processor.
_argsort = numpy.argsort
numpy.argsort = lambda a, axis=-1, kind=None, **rest: _argsort(a, axis, "stable", **rest)

COMPLETE, PRUNED, PAUSED = 1, 2, 4  # as journals have them; Optuna's paused trials do not count
STUDIES = 120


def random_distribution(random):
    """One of all kinds of distribution."""
    low = float(random.uniform(-3, 3))
    count = int(random.integers(2, 12))
    return [
        kinds.CategoricalDistribution([str(i) for i in range(random.integers(1, 6))]),
        kinds.FloatDistribution(low, low + float(random.uniform(0.1, 50))),
        kinds.FloatDistribution(10 ** low, 10 ** (low + 2), log=True),
        kinds.FloatDistribution(round(low), round(low) + 0.25 * count, step=0.25),
        kinds.IntDistribution(-4, int(random.integers(-3, 2000))),
        kinds.IntDistribution(3, 3 + 7 * count, step=7),
        kinds.IntDistribution(1, int(random.integers(2, 3000)), log=True),
    ][random.integers(7)]


def random_value(random, distribution, center):
    """An internal value, often near `center` in [0, 1], so that trials crowd and repeat."""
    share = center + 0.1 * random.normal() if random.random() < 0.5 else random.random()
    share = min(max(share, 0.0), 1.0)
    if isinstance(distribution, kinds.CategoricalDistribution):
        return int(share * len(distribution.choices) * 0.999)
    low, high, step = distribution.low, distribution.high, distribution.step
    value = low * (high / low) ** share if distribution.log else low + share * (high - low)
    if step is not None:
        value = low + round((value - low) / step) * step
    value = min(max(value, low), high)
    return int(value) if isinstance(distribution, kinds.IntDistribution) else value


class Study:
    """A random study, as our probe and as Optuna read it."""

    def __init__(self, seed):
        random = numpy.random.default_rng(seed)
        self.seed = seed
        self.is_minimized = bool(random.random() < 0.7)
        choices = kinds.CategoricalDistribution(["a", "b", "c"])
        # Not in the order of names, and one parameter that only some trials have.
        self.space = {"m_choice": choices}
        for i in range(random.integers(1, 6)):
            self.space[f"{'zaqxk'[i]}_{i}"] = random_distribution(random)
        self.conditional = {f"b:{name}": random_distribution(random)
                            for name in ("v", "u")[:random.integers(0, 3)]}
        self.distributions = {**self.space, **self.conditional}
        self.center = random.random()
        size = int(random.integers(10, 150))
        self.trials = [self.random_trial(random, number) for number in range(size)]
        for trial in self.trials[:10]:
            trial["state"] = trial["state"] if trial["state"] in (PRUNED, PAUSED) else COMPLETE

    def random_trial(self, random, number):
        state = int(random.choice([0, COMPLETE, PRUNED, 3, PAUSED], p=[.07, .6, .2, .06, .07]))
        parameters = {name: random_value(random, distribution, self.center)
                      for name, distribution in self.space.items()}
        if parameters["m_choice"] == 1:
            parameters.update({name: random_value(random, distribution, self.center)
                               for name, distribution in self.conditional.items()})
        steps = sorted({int(step) for step in random.choice([100, 200, 400], 2)})
        # Rounded, so that there are ties.
        values = [[step, None if random.random() < 0.2 else round(random.normal(), 1)]
                  for step in steps if random.random() < 0.8]
        return {"number": number, "state": state, "parameters": parameters, "values": values,
                "value": round(float(random.normal()), 1), "is_infeasible": random.random() < 0.1}

    def question(self, **rest):
        space = [{"name": name, "distribution": kinds.distribution_to_json(distribution)}
                 for name, distribution in self.distributions.items()]
        for entry in space[len(self.space):]:
            entry["when"] = {"parameter": "m_choice", "values": [1]}
        trials = [{**trial, "value": trial["value"] if trial["state"] == COMPLETE else None}
                  for trial in self.trials]
        return {"space": space, "trials": trials, "number": len(trials), "seed": self.seed,
                "is_minimized": self.is_minimized, **rest}

    def as_optuna_has_it(self):
        study = optuna.create_study(direction="minimize" if self.is_minimized else "maximize")
        for trial in self.trials:
            names = trial["parameters"].keys()
            state = TrialState(PRUNED if trial["state"] == PAUSED else trial["state"])
            study.add_trial(optuna.trial.create_trial(
                state=state,
                value=trial["value"] if state == TrialState.COMPLETE else None,
                params={name: self.distributions[name].to_external_repr(value)
                        for name, value in trial["parameters"].items()},
                distributions={name: self.distributions[name] for name in names},
                intermediate_values={step: math.nan if value is None else value
                                     for step, value in trial["values"]},
                system_attrs={"constraints": [1.0]} if trial["is_infeasible"] else {}))
        return study


def optuna_suggestion(study, source, names, seed):
    """What Optuna samples together, as internal values."""
    searched = {name: source.distributions[name] for name in sorted(names)
                if not source.distributions[name].single()}
    sampler = optuna.samplers.TPESampler(seed=seed)
    values = sampler.sample_relative(study, study.trials[-1], searched)
    return {name: searched[name].to_internal_repr(value) for name, value in values.items()}


class SweepsTest(parity.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)

    def ask(self, questions):
        return json.loads(parity.run("sweeps_probe", given=json.dumps(questions)))

    def test_random_numbers_are_numpys(self):
        seeds = [0, 1, 42, 2**31, 2**32 - 1]
        answers = self.ask([{"kind": "uniform", "seed": seed, "count": 2000} for seed in seeds])
        for seed, answer in zip(seeds, answers):
            self.assertEqual(answer, numpy.random.RandomState(seed).random_sample(2000).tolist())

    def test_sobol_points_are_scipys(self):
        dimensions = [1, 2, 7, 40]
        answers = self.ask([{"kind": "sobol", "dimensions": count, "count": 1023}
                            for count in dimensions])
        for count, answer in zip(dimensions, answers):
            expected = qmc.Sobol(count, scramble=False).random(1024)[1:]
            numpy.testing.assert_array_equal(answer, expected)

    def test_parzen_estimator_suggests_what_optunas_does(self):
        studies = [Study(seed) for seed in range(STUDIES)]
        answers = self.ask([study.question(kind="suggestion", sampler="tpe")
                            for study in studies])
        num_groups = 0
        worst = 0.0
        for source, answer in zip(studies, answers):
            study = source.as_optuna_has_it()
            study.ask()
            for group in answer["groups"]:
                if not all(name in answer["parameters"] for name in group["names"]):
                    continue
                expected = optuna_suggestion(study, source, group["names"], group["seed"])
                for name, value in expected.items():
                    error = abs(answer["parameters"][name] - value) / max(1.0, abs(value))
                    self.assertLess(error, 1e-12, (source.seed, name, source.distributions[name]))
                    worst = max(worst, error)
                num_groups += 1
        print(f"{num_groups} groups of {STUDIES} studies, largest difference {worst:.1e}")
        self.assertGreater(num_groups, STUDIES)

    def test_importances_are_optunas(self):
        studies = [Study(1000 + seed) for seed in range(STUDIES)]
        answers = self.ask([study.question(kind="importances") for study in studies])
        worst = 0.0
        for source, answer in zip(studies, answers):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                expected = optuna.importance.get_param_importances(source.as_optuna_has_it())
            self.assertEqual(answer.keys(), expected.keys())
            for name, value in expected.items():
                worst = max(worst, abs(answer[name] - value))
                self.assertLess(abs(answer[name] - value), 1e-12, (source.seed, name))
        print(f"importances of {STUDIES} studies, largest difference {worst:.1e}")


if __name__ == "__main__":
    unittest.main()
