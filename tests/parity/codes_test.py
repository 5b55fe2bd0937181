"""Measures of pixels and codes against scikit-image, SciPy and scikit-learn, on the same inputs."""

import unittest

import parity

parity.require("numpy", "scipy", "sklearn", "skimage", "safetensors")

# pylint: disable=wrong-import-position
import numpy as np
from scipy.fft import dctn
from scipy.ndimage import gaussian_filter
from scipy.spatial.distance import pdist, squareform
from skimage.metrics import peak_signal_noise_ratio, structural_similarity
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.manifold import TSNE, _t_sne
from sklearn.metrics import mutual_info_score

LOSS_WEIGHT = 0.7  # as in codes_probe.cpp
PERPLEXITY = 30
NUM_MAPS = 8


def make_inputs():
    random = np.random.default_rng(1)
    inputs = {}
    for name, shape in (("large", (4, 3, 24, 30)), ("small", (4, 1, 8, 9))):
        first = random.random(shape)
        inputs[f"{name}/first"] = first
        inputs[f"{name}/second"] = np.clip(first + 0.2 * random.normal(size=shape), 0, 1)
    labels = np.arange(300) % 5
    centres = random.normal(size=(5, 6)) * 1.5
    rows = centres[labels] + random.normal(size=(300, 6))
    inputs |= {"rows": rows, "labels": labels, "positions": random.normal(size=(300, 2))}
    nudges = 1e-6 * random.normal(size=(NUM_MAPS, 300, 2))
    inputs["starts"] = PCA(2).fit_transform(rows) + nudges
    inputs["probabilities"] = joint_probabilities(rows)
    return inputs


def joint_probabilities(rows):
    """As scikit-learn computes them, from float32 distances."""
    distances = squareform(pdist(rows, "sqeuclidean")).astype(np.float32)
    return squareform(_t_sne._joint_probabilities(distances, PERPLEXITY, 0))


class CodesTest(parity.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inputs = make_inputs()
        cls.results = parity.ask("codes_probe", cls.inputs, cls.directory)

    def check(self, name, expected, **tolerances):
        found = self.results[name]
        print(f"{name}: largest difference {np.abs(found - expected).max():.1e}")
        np.testing.assert_allclose(found, expected, **({"rtol": 0} | tolerances))

    def test_structural_similarity(self):
        pairs = zip(self.inputs["large/first"], self.inputs["large/second"])
        expected = [structural_similarity(x, y, gaussian_weights=True, sigma=1.5, data_range=1.0,
                                          use_sample_covariance=False, channel_axis=0)
                    for x, y in pairs]
        self.check("large/similarity", expected, atol=1e-12)

    def test_structural_similarity_of_small_images(self):
        """scikit-image refuses these; the window is cut to 7."""
        def smooth(image):
            return gaussian_filter(image, 1.5, radius=3)[3:-3, 3:-3]

        expected = []
        for (x,), (y,) in zip(self.inputs["small/first"], self.inputs["small/second"]):
            means = smooth(x), smooth(y)
            variances = smooth(x * x) + smooth(y * y) - means[0] ** 2 - means[1] ** 2
            covariance = smooth(x * y) - means[0] * means[1]
            expected.append(((2 * means[0] * means[1] + 1e-4) * (2 * covariance + 9e-4)
                             / ((means[0] ** 2 + means[1] ** 2 + 1e-4)
                                * (variances + 9e-4))).mean())
        self.check("small/similarity", expected, atol=1e-12)

    def test_signal_to_noise(self):
        for name in ("large", "small"):
            pairs = zip(self.inputs[f"{name}/first"], self.inputs[f"{name}/second"])
            expected = [peak_signal_noise_ratio(x, y, data_range=1.0) for x, y in pairs]
            self.check(f"{name}/signal_to_noise", expected, atol=1e-11)

    def test_cosine_transform(self):
        expected = dctn(self.inputs["large/first"], type=2, norm="ortho", axes=(2, 3))
        self.check("cosine_transform", expected, atol=1e-12)

    def test_ring_powers(self):
        images = self.inputs["large/first"]
        power = np.abs(np.fft.fft2(images)) ** 2
        height, width = images.shape[2:]
        side = min(height, width)
        down = np.fft.fftfreq(height)[:, None] * side
        across = np.fft.fftfreq(width)[None, :] * side
        ring = np.floor(np.hypot(down, across) + 0.5)
        expected = [[power[image][:, ring == r].mean() for r in range(side // 2 + 1)]
                    for image in range(len(images))]
        self.check("ring_powers", expected, rtol=1e-12)

    def test_linear_probe(self):
        rows, labels = self.inputs["rows"], self.inputs["labels"]
        # Its L-BFGS ends where the value no longer falls, 1e-6 away from the minimum.
        options = {"solver": "newton-cholesky", "tol": 1e-12, "max_iter": 1000}
        fitted = LogisticRegression(C=LOSS_WEIGHT, **options).fit(rows, labels)
        self.check("probe5/weight", fitted.coef_, atol=3e-8)
        self.check("probe5/bias", fitted.intercept_ - fitted.intercept_.mean(), atol=3e-8)
        # Two classes: one weight vector, and twice the C.
        two = LogisticRegression(C=2 * LOSS_WEIGHT, **options).fit(rows, labels % 2)
        weight = self.results["probe2/weight"]
        np.testing.assert_allclose(weight[1] - weight[0], two.coef_[0], rtol=0, atol=3e-8)

    def test_mutual_information(self):
        rows, labels = self.inputs["rows"], self.inputs["labels"]
        bins = np.stack([np.digitize(column, np.histogram(column, 20)[1][:-1]) - 1
                         for column in rows.T], 1)
        np.testing.assert_array_equal(self.results["bins"], bins)
        expected = [[mutual_info_score(column, labels)] for column in bins.T]
        self.check("information", expected, atol=1e-12)

    def test_neighbour_probabilities(self):
        expected = self.inputs["probabilities"]
        self.check("probabilities", expected, atol=1e-4 * expected.max())

    def test_map_gradient(self):
        _, gradient = _t_sne._kl_divergence(
            self.inputs["positions"].ravel(), squareform(self.inputs["probabilities"]), 1,
            len(self.inputs["rows"]), 2)
        self.check("gradient", gradient.reshape(-1, 2), atol=1e-15)

    def test_map(self):
        """Descents are chaotic: single maps lie 2 % apart, so means of several are compared."""
        theirs = [TSNE(method="exact", init=start / start[:, 0].std() * 1e-4,
                       perplexity=PERPLEXITY, learning_rate="auto",
                       random_state=0).fit(self.inputs["rows"]).kl_divergence_
                  for start in self.inputs["starts"]]
        ours = self.results["divergences"]
        print(f"divergence: {ours.mean():.4f} ± {ours.std():.4f} beside "
              f"{np.mean(theirs):.4f} ± {np.std(theirs):.4f}")
        np.testing.assert_allclose(ours.mean(), np.mean(theirs), rtol=0.06)


if __name__ == "__main__":
    unittest.main()
