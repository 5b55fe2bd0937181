"""Statistics of few runs against SciPy: what rliable and Demšar's tests compute by it."""

import itertools
import json
import math
import unittest

import parity

parity.require("numpy", "scipy")

# pylint: disable=wrong-import-position
import numpy
from scipy import stats


class FewRunsTest(parity.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        random = numpy.random.default_rng(3)
        # Rounded, so that there are ties.
        cls.groups = [numpy.round(random.normal(loc, 1, count), 1).tolist()
                      for loc, count in ((0, 3), (0.3, 5), (0.1, 4), (1, 11), (0, 2))]
        cls.data_sets = numpy.round(random.normal(0, 1, (6, 4)), 0).tolist()
        source = cls.directory / "scores.json"
        source.write_text(json.dumps({"groups": cls.groups, "data_sets": cls.data_sets}))
        cls.results = json.loads(parity.run("few_runs_probe", source))

    def close(self, name, expected, tolerance=1e-12):
        numpy.testing.assert_allclose(self.results[name], expected, rtol=tolerance, atol=tolerance)

    def test_interval_is_students(self):
        self.close("means", [numpy.mean(group) for group in self.groups])
        self.close("half_widths", [stats.t.ppf(0.975, len(group) - 1) * stats.sem(group)
                                   for group in self.groups])

    def test_interquartile_mean_is_a_trimmed_mean(self):
        self.close("interquartile_means", [stats.trim_mean(group, 0.25) for group in self.groups])

    def test_probability_of_improvement_is_mann_and_whitneys(self):
        first = self.groups[0]
        # Lower scores are better: the statistic counts how often the first is the greater one.
        self.close("improvements", [
            stats.mannwhitneyu(first, group).statistic / (len(first) * len(group))
            for group in self.groups])

    def test_rank_probabilities_are_those_of_all_draws(self):
        # Two of the groups, whose 27 and 256 resamplings can be listed.
        means = [[numpy.mean(draw) for draw in itertools.product(group, repeat=len(group))]
                 for group in (self.groups[0], self.groups[2])]
        won = stats.mannwhitneyu(means[1], means[0]).statistic / (len(means[0]) * len(means[1]))
        source = self.directory / "two.json"
        source.write_text(json.dumps({"groups": [self.groups[0], self.groups[2]],
                                      "data_sets": self.data_sets}))
        ranks = json.loads(parity.run("few_runs_probe", source))["ranks"]
        # Four standard errors of 50,000 draws.
        tolerance = 4 * math.sqrt(0.25 / 50000)
        numpy.testing.assert_allclose(ranks, [[won, 1 - won], [1 - won, won]], atol=tolerance)
        numpy.testing.assert_allclose(numpy.sum(self.results["ranks"], axis=0), 1, atol=1e-9)
        numpy.testing.assert_allclose(numpy.sum(self.results["ranks"], axis=1), 1, atol=1e-9)

    def test_mean_ranks_share_ties(self):
        self.close("mean_ranks", stats.rankdata(self.data_sets, axis=1).mean(axis=0))

    def test_critical_differences_are_nemenyis(self):
        expected = [stats.studentized_range.ppf(0.95, k, math.inf) / math.sqrt(2)
                    * math.sqrt(k * (k + 1) / (6 * 7)) for k in range(2, 7)]
        # The table of quantiles has three decimals.
        self.close("critical_differences", expected, 5e-4)


if __name__ == "__main__":
    unittest.main()
