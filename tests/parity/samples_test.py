"""Generated against real features, by torch-fidelity, torchmetrics, prdc, SciPy, scikit-learn."""

import unittest

import parity

parity.require("numpy", "scipy", "sklearn", "torch", "torch_fidelity", "torchmetrics", "prdc",
               "safetensors")

# pylint: disable=wrong-import-position
import numpy as np
import torch
from prdc import compute_prdc
from scipy import stats
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors
from torch_fidelity.metric_fid import fid_features_to_statistics, fid_statistics_to_metric
from torch_fidelity.metric_isc import isc_features_to_metric
from torch_fidelity.metric_kid import kid_features_to_metric
from torchmetrics.image.fid import FrechetInceptionDistance
from torchmetrics.image.kid import poly_mmd

# As in samples_probe.cpp.
NEAREST, NUM_SPLITS, NUM_COMPONENTS = 5, 10, 4
NUM_SUBSETS, SUBSET_SIZE, SUBSET_SEED = 20, 100, 2020  # the seed is that of torch-fidelity
NUM_ROWS, NUM_FEATURES = 1500, 12


def make_inputs():
    random = np.random.default_rng(1)
    mixture = random.normal(size=(NUM_FEATURES, NUM_FEATURES)) / 3
    rows = random.normal(size=(2, NUM_ROWS, NUM_FEATURES)) @ mixture
    subsets = np.random.RandomState(SUBSET_SEED)
    chosen = np.array([[subsets.choice(NUM_ROWS, SUBSET_SIZE, replace=False) for _ in range(2)]
                       for _ in range(NUM_SUBSETS)])
    return {"real": rows[0].astype(np.float32),
            "generated": (1.1 * rows[1] + 0.2).astype(np.float32),
            "real_subsets": chosen[:, 0], "generated_subsets": chosen[:, 1],
            "logits": 2 * random.normal(size=(NUM_ROWS, 7)),
            "labels": np.arange(NUM_ROWS) % 7}


class Features(torch.nn.Module):
    """Takes features for images."""
    num_features = NUM_FEATURES

    def forward(self, rows):
        return rows


class SamplesTest(parity.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inputs = make_inputs()
        cls.results = parity.ask("samples_probe", cls.inputs, cls.directory)
        cls.real = cls.inputs["real"].astype(np.float64)
        cls.generated = cls.inputs["generated"].astype(np.float64)

    def check(self, name, expected, **tolerances):
        found = self.results[name]
        expected = np.asarray(expected)
        print(f"{name}: largest difference {np.abs(found - expected).max():.1e}")
        np.testing.assert_allclose(found, expected, **({"rtol": 0} | tolerances))

    def fidelity_distance(self, count=NUM_ROWS):
        laws = [fid_features_to_statistics(torch.from_numpy(rows))
                for rows in (self.real, self.generated[:count])]
        return fid_statistics_to_metric(*laws, verbose=False)["frechet_inception_distance"]

    def test_moments(self):
        self.check("mean", self.generated.mean(0), atol=1e-14)
        self.check("covariance", np.cov(self.generated.T), atol=1e-13)

    def test_frechet_distance(self):
        self.check("frechet", [self.fidelity_distance()], atol=1e-10)
        metric = FrechetInceptionDistance(feature=Features()).set_dtype(torch.float64)
        metric.update(torch.from_numpy(self.real), real=True)
        metric.update(torch.from_numpy(self.generated), real=False)
        self.check("frechet", [metric.compute().item()], atol=1e-8)

    def test_frechet_distance_at_infinity(self):
        sizes = np.linspace(NUM_ROWS // 10, NUM_ROWS, 15).astype(int)
        line = np.polyfit(1 / sizes, [self.fidelity_distance(size) for size in sizes], 1)
        self.check("frechet_at_infinity", [line[1]], atol=1e-9)

    def test_kernel_distance(self):
        result = kid_features_to_metric(
            torch.from_numpy(self.real), torch.from_numpy(self.generated), kid_subsets=NUM_SUBSETS,
            kid_subset_size=SUBSET_SIZE, rng_seed=SUBSET_SEED, verbose=False)
        self.check("kernel_of_subsets", [result["kernel_inception_distance_mean"],
                                         result["kernel_inception_distance_std"]], atol=1e-11)
        gamma = 1 / NUM_FEATURES
        whole = poly_mmd(torch.from_numpy(self.real), torch.from_numpy(self.generated), 3, gamma, 1)
        self.check("kernel", [whole.item()], atol=1e-11)

    def test_neighbours(self):
        expected = compute_prdc(self.real, self.generated, NEAREST)
        self.check("prdc", [expected[name] for name in ("precision", "recall", "density",
                                                        "coverage")], atol=1e-12)
        pooled = np.concatenate([self.real, self.generated])
        nearest = NearestNeighbors(n_neighbors=2, algorithm="kd_tree").fit(pooled).kneighbors(
            pooled, return_distance=False)[:, 1]
        is_real = np.arange(2 * NUM_ROWS) < NUM_ROWS
        self.check("nearest_accuracy", [(is_real[nearest] == is_real).mean()], atol=1e-12)

    def test_memorization(self):
        among_real = NearestNeighbors(n_neighbors=2, algorithm="kd_tree").fit(self.real)
        distances, indices = among_real.kneighbors(self.generated)
        own = among_real.kneighbors(self.real)[0][:, 1]
        self.check("nearest", distances[:, 0] ** 2, atol=1e-12)
        self.check("authentic", [(distances[:, 0] > own[indices[:, 0]]).mean()], atol=1e-12)
        statistic = stats.mannwhitneyu(distances[:, 0], own).statistic
        deviation = np.sqrt(NUM_ROWS ** 2 * (2 * NUM_ROWS + 1) / 12)
        self.check("mann_whitney", [(statistic - NUM_ROWS ** 2 / 2) / deviation], atol=1e-12)

    def test_inception_score(self):
        result = isc_features_to_metric(torch.from_numpy(self.inputs["logits"]),
                                        splits=NUM_SPLITS, shuffle=False)
        self.check("inception_score", [result["inception_score_mean"],
                                       result["inception_score_std"]], atol=1e-12)

    def test_gaussian_divergence(self):
        laws = [torch.distributions.MultivariateNormal(torch.from_numpy(rows.mean(0)),
                                                       torch.from_numpy(np.cov(rows.T)))
                for rows in (self.generated, self.real)]
        divergence = torch.distributions.kl_divergence
        self.check("divergence", [divergence(*laws), divergence(*laws[::-1])], atol=1e-9)

    def test_class_histogram(self):
        shares = np.bincount(self.inputs["logits"].argmax(1), minlength=7) / NUM_ROWS
        data = np.bincount(self.inputs["labels"], minlength=7) / NUM_ROWS
        self.check("histogram", [stats.entropy(shares), stats.entropy(shares, data)], atol=1e-13)

    def test_principal_components(self):
        for name, rows in (("tall", self.real), ("wide", self.real[:9])):
            expected = PCA(NUM_COMPONENTS, svd_solver="full").fit(rows)
            largest = np.abs(expected.components_).argmax(1)
            signs = np.sign(expected.components_[range(NUM_COMPONENTS), largest])
            self.check(f"{name}/variances", expected.explained_variance_, atol=1e-12)
            self.check(f"{name}/directions", expected.components_ * signs[:, None], atol=1e-10)
            self.check(f"{name}/coordinates", expected.transform(self.generated) * signs,
                       atol=1e-10)


if __name__ == "__main__":
    unittest.main()
