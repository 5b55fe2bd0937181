// How far two sets of features lie apart.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

#include "framework/statistics/row_moments.h"

namespace tandem {

/// A Gaussian from which the distances of several others are asked: its root is computed once.
class FrechetReference {
 public:
  explicit FrechetReference(const Gaussian& gaussian);

  const Gaussian& gaussian() const { return gaussian_; }
  /// The squared Fréchet distance, |m1 − m2|² + tr(C1 + C2 − 2 (C1 C2)^½) (Dowson and Landau, "The
  /// Fréchet distance between multivariate normal distributions", 1982; of features of images:
  /// Heusel et al., "GANs trained by a two time-scale update rule", 2017). NaN when one is not
  /// finite.
  double distance(const Gaussian& other) const;

 private:
  Gaussian gaussian_;
  at::Tensor root_;  // of the covariance; undefined where that is not finite
};

double frechet_distance(const Gaussian& first, const Gaussian& second);

/// What the distance is expected to be between Gaussians fitted to `num_first` and `num_second`
/// rows (at least 2 each) of one and the same normal distribution, to first order in 1 / rows: the
/// share of the means, and that of the covariances by the second derivative of the distance at
/// equal ones. NaN where the covariance is not finite.
double frechet_floor(const at::Tensor& covariance, int64_t num_first, int64_t num_second);

/// How many rows of so many features the distance is extrapolated from at least: 20 per feature.
/// With 8 per feature the line ends far below the limit, also below zero.
int64_t fewest_rows_to_extrapolate(int64_t num_features);

/// The distance that infinitely many rows like `rows` would have: the intercept of a straight line
/// through the distances of 15 prefixes against 1 / n, n even between min(5000, N / 10) and N
/// (Chong and Forsyth, "Effectively unbiased FID and Inception score and where to find them",
/// 2020). Nothing for fewer rows than `fewest_rows_to_extrapolate`.
std::optional<double> frechet_distance_at_infinity(const FrechetReference& reference,
                                                   const at::Tensor& rows);

}  // namespace tandem
