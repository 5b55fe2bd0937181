// The Fréchet distance between Gaussians against closed forms and another way to the root; its
// floor and its limit.
#include "framework/statistics/frechet_distance.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "framework/device/generator_seeding.h"

namespace tandem {
namespace {

at::Tensor vector_of(std::vector<double> values) { return at::tensor(values, at::kDouble); }

/// Positive definite, (size, size).
at::Tensor random_covariance(int64_t size) {
  const at::Tensor factor = at::randn({size, size}, at::kDouble);
  return factor.matmul(factor.t()) / size + 0.1 * at::eye(size, at::kDouble);
}

/// The principal root of a matrix (Denman and Beavers, "The matrix sign function and computations
/// in systems", 1976).
at::Tensor matrix_root(const at::Tensor& matrix) {
  at::Tensor root = matrix;
  at::Tensor inverse = at::eye(matrix.size(0), at::kDouble);
  for (int step = 0; step < 40; ++step) {
    const at::Tensor next = (root + at::linalg_inv(inverse)) / 2;
    inverse = (inverse + at::linalg_inv(root)) / 2;
    root = next;
  }
  return root;
}

TEST(FrechetDistance, IsZeroBetweenEqualGaussians) {
  seed_generators(at::kCPU, 1);
  const Gaussian gaussian{at::randn({6}, at::kDouble), random_covariance(6)};
  EXPECT_NEAR(frechet_distance(gaussian, gaussian), 0.0, 1e-12);
}

TEST(FrechetDistance, OfEqualCovariancesIsTheSquaredDistanceOfTheMeans) {
  seed_generators(at::kCPU, 2);
  const at::Tensor covariance = random_covariance(3);
  EXPECT_NEAR(
      frechet_distance({vector_of({1, 2, 3}), covariance}, {vector_of({1, -1, 7}), covariance}),
      25.0, 1e-10);
}

TEST(FrechetDistance, OfDiagonalCovariancesComparesDeviations) {
  const at::Tensor mean = vector_of({0, 0, 0});
  const Gaussian first{mean, at::diag(vector_of({1, 4, 0}))};
  const Gaussian second{mean, at::diag(vector_of({9, 0, 0.25}))};
  EXPECT_NEAR(frechet_distance(first, second), 4.0 + 4.0 + 0.25, 1e-12);
}

TEST(FrechetDistance, AgreesWithTheRootOfTheProduct) {
  seed_generators(at::kCPU, 3);
  const Gaussian first{at::randn({8}, at::kDouble), random_covariance(8)};
  const Gaussian second{at::randn({8}, at::kDouble), random_covariance(8)};
  const at::Tensor root = matrix_root(first.covariance.matmul(second.covariance));
  const double expected = ((first.mean - second.mean).square().sum() +
                           (first.covariance + second.covariance - 2 * root).trace())
                              .item<double>();
  EXPECT_NEAR(frechet_distance(first, second), expected, 1e-9);
  EXPECT_NEAR(frechet_distance(second, first), expected, 1e-9);
}

TEST(FrechetDistance, IsNotANumberWhereFeaturesAreNot) {
  const Gaussian broken{vector_of({NAN}), at::eye(1, at::kDouble)};
  EXPECT_TRUE(std::isnan(frechet_distance(broken, {vector_of({0}), at::eye(1, at::kDouble)})));
}

TEST(FrechetDistance, OfTwoFeaturesHasAClosedForm) {
  seed_generators(at::kCPU, 4);
  const at::Tensor mean = at::zeros({2}, at::kDouble);
  const at::Tensor first = random_covariance(2), second = random_covariance(2);
  const at::Tensor product = first.matmul(second);
  const at::Tensor root_trace = (product.trace() + 2 * at::linalg_det(product).sqrt()).sqrt();
  const at::Tensor expected = first.trace() + second.trace() - 2 * root_trace;
  EXPECT_NEAR(frechet_distance({mean, first}, {mean, second}), expected.item<double>(), 1e-12);
}

TEST(FrechetFloor, OfUnitGaussians) {
  EXPECT_NEAR(frechet_floor(at::eye(128, at::kDouble), 2000, 2000), 0.128 + 8256.0 / 1999, 1e-12);
}

TEST(FrechetFloor, IsNotANumberWhereFeaturesAreNot) {
  const at::Tensor broken = at::diag(vector_of({1, NAN}));
  EXPECT_TRUE(std::isnan(frechet_floor(broken, 10, 10)));
  EXPECT_TRUE(std::isnan(frechet_floor(at::diag(vector_of({1, INFINITY})), 10, 10)));
}

TEST(FrechetFloor, IsWhatEqualGaussiansHaveOnAverage) {
  seed_generators(at::kCPU, 5);
  const at::Tensor deviations = vector_of({3, 2, 1, 1, 0.5, 0});
  double sum = 0;
  for (int trial = 0; trial < 100; ++trial) {
    const auto rows = [&](int64_t count) {
      return at::randn({count, 6}, at::kDouble) * deviations;
    };
    sum += frechet_distance(fit_gaussian(rows(400)), fit_gaussian(rows(200)));
  }
  const double floor = frechet_floor(at::diag(deviations.square()), 400, 200);
  EXPECT_NEAR(sum / 100, floor, 0.1 * floor);
}

/// Noise that no eye would see in images.
TEST(FrechetFloor, LiesFarBelowTheDistanceOfNoisyCopies) {
  seed_generators(at::kCPU, 8);
  const at::Tensor training = at::randn({2000, 8}) * 0.1, unseen = at::randn({2000, 8}) * 0.1;
  const Gaussian real = fit_gaussian(unseen);
  const double floor = frechet_floor(real.covariance, 2000, 2000);
  EXPECT_NEAR(frechet_distance(fit_gaussian(training), real), floor, floor);
  const at::Tensor noisy = training + at::randn({2000, 8}) * 0.05;
  EXPECT_GT(frechet_distance(fit_gaussian(noisy), real), 3 * floor);
}

TEST(FrechetDistanceAtInfinity, IsBelowTheDistanceByWhatFewRowsAdd) {
  seed_generators(at::kCPU, 6);
  const FrechetReference reference({at::zeros({16}, at::kDouble), at::eye(16, at::kDouble)});
  const at::Tensor rows = at::randn({6000, 16}) + 0.5;
  // |m1 − m2|² = 16 / 4, which rows scatter around.
  EXPECT_NEAR(frechet_distance_at_infinity(reference, rows).value(), 4.0, 0.2);
  // Rows of equal laws add their means' 16 / n, and to first order 136 / 2n for their covariances.
  const at::Tensor equal = at::randn({6000, 16});
  const double added = 16.0 / 6000 + 136.0 / (2 * 5999);
  EXPECT_NEAR(reference.distance(fit_gaussian(equal)), added, 0.4 * added);
  EXPECT_NEAR(frechet_distance_at_infinity(reference, equal).value(), 0.0, 0.6 * added);
  EXPECT_EQ(fewest_rows_to_extrapolate(16), 320);
  EXPECT_TRUE(frechet_distance_at_infinity(reference, rows.narrow(0, 0, 320)).has_value());
  EXPECT_FALSE(frechet_distance_at_infinity(reference, rows.narrow(0, 0, 319)).has_value());
  EXPECT_EQ(fewest_rows_to_extrapolate(2), 300);
}

/// Eight rows per feature led far below zero.
TEST(FrechetDistanceAtInfinity, OfTheFewestRowsIsNearTheLimit) {
  seed_generators(at::kCPU, 8);
  const FrechetReference reference(fit_gaussian(at::randn({4000, 64})));
  const double limit = reference.distance({at::zeros({64}, at::kDouble), at::eye(64, at::kDouble)});
  const at::Tensor rows = at::randn({fewest_rows_to_extrapolate(64), 64});
  const double ended = frechet_distance_at_infinity(reference, rows).value();
  EXPECT_NEAR(ended, limit, 0.15 * reference.distance(fit_gaussian(rows)));
}

/// The points of the line, each fitted from scratch.
TEST(FrechetDistanceAtInfinity, IsTheInterceptOfFifteenPrefixes) {
  seed_generators(at::kCPU, 7);
  const at::Tensor rows = at::randn({2900, 3}) * 2;
  const FrechetReference reference({at::zeros({3}, at::kDouble), at::eye(3, at::kDouble)});
  std::vector<double> x, y;
  for (int64_t i = 0; i < 15; ++i) {
    const int64_t size = 290 + 2610 * i / 14;
    x.push_back(1.0 / static_cast<double>(size));
    y.push_back(reference.distance(fit_gaussian(rows.narrow(0, 0, size))));
  }
  const at::Tensor design = at::stack({at::ones({15}, at::kDouble), vector_of(x)}, 1);
  const at::Tensor line = std::get<0>(at::linalg_lstsq(design, vector_of(y).unsqueeze(1)));
  EXPECT_NEAR(frechet_distance_at_infinity(reference, rows).value(), line[0].item<double>(), 1e-10);
}

}  // namespace
}  // namespace tandem
