// Kernels around the observed values of one parameter, and behind them a prior kernel over all that
// it may be (Bergstra et al., "Algorithms for Hyper-Parameter Optimization", 2011; the widths are
// those of Optuna 5).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "framework/sweep/distribution.h"
#include "framework/sweep/search_scale.h"

namespace tandem {

/// Normal kernels on the scale of a numeric parameter, cut off at its ends.
class NumericKernels {
 public:
  NumericKernels(const Distribution& distribution, std::span<const double> observations);

  /// The value below which a `share` of the kernel lies.
  double draw(size_t kernel, double share) const;

  /// Adds the logarithm of the density at `value` of each kernel to `sums`: on the scale of the
  /// parameter, or the probability of the value of a stepped one.
  void add_log_densities(double value, std::span<double> sums) const;

 private:
  Distribution distribution_;
  Interval interval_;
  std::vector<double> centers_;
  std::vector<double> widths_;
  std::vector<double> log_scales_;  // what makes each a density on the interval
  // Kernels of stepped parameters that are equal, by the place of the first of them in distinct_.
  std::vector<uint32_t> distinct_of_;
  std::vector<size_t> distinct_;

  void find_distinct(std::span<const size_t> order);
};

/// Kernels that favour the observed choice.
class CategoricalKernels {
 public:
  CategoricalKernels(const Distribution& distribution, std::span<const double> observations);

  double draw(size_t kernel, double share) const;
  void add_log_densities(double value, std::span<double> sums) const;

 private:
  size_t num_choices_;
  std::vector<size_t> observed_;
  double other_ = 0;  // probability of a choice that was not the observed one

  double observed_probability() const;
};

}  // namespace tandem
