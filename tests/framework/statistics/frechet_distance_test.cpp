// The Fréchet distance between Gaussians against closed forms and another way to the root.
#include "framework/statistics/frechet_distance.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

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

TEST(FitGaussian, HasTheMeanAndTheUnbiasedCovariance) {
  const at::Tensor rows = vector_of({1, 2, 3, 6, 5, 4}).view({3, 2}).to(at::kFloat);
  const Gaussian fitted = fit_gaussian(rows);
  EXPECT_TRUE(at::allclose(fitted.mean, vector_of({3, 4})));
  EXPECT_TRUE(at::allclose(fitted.covariance, vector_of({4, 2, 2, 4}).view({2, 2})));
}

}  // namespace
}  // namespace tandem
