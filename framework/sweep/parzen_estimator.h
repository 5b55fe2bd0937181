// A density over several parameters at once: a weighted sum of products of kernels, one around each
// observation (Falkner, Klein and Hutter, "BOHB", 2018, the joint form of the tree-structured
// Parzen estimator; weights as Optuna 5 has them).
#pragma once

#include <cstddef>
#include <span>
#include <variant>
#include <vector>

#include "framework/sweep/distribution.h"
#include "framework/sweep/kernels.h"
#include "framework/sweep/random_stream.h"

namespace tandem {

class ParzenEstimator {
 public:
  /// `observations` has a row of values for each parameter, all of one length, oldest first.
  ParzenEstimator(std::span<const Distribution> distributions,
                  const std::vector<std::vector<double>>& observations);

  /// `count` points, as rows of values for each parameter.
  std::vector<std::vector<double>> draw(size_t count, RandomStream& random) const;

  /// The logarithm of the density at each of such points.
  std::vector<double> log_densities(const std::vector<std::vector<double>>& points) const;

 private:
  std::vector<std::variant<NumericKernels, CategoricalKernels>> kernels_;  // of each parameter
  std::vector<double> weights_;  // of each observation, and last of the prior; their sum is 1

  double log_density(const std::vector<std::vector<double>>& points, size_t point,
                     std::vector<double>& sums) const;
};

}  // namespace tandem
