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
  struct Shape {
    double center = 0;
    double width = 0;
    double log_scale = 0;  // what makes it a density on the interval
  };

  Distribution distribution_;
  Interval interval_;
  std::vector<Shape> shapes_;       // of stepped parameters, where many are equal, each once
  std::vector<uint32_t> shape_of_;  // by kernel

  void add_shape(size_t kernel, double center, double width);
  double log_density(const Shape& shape, double point) const;
  double log_probability(const Shape& shape, const Interval& around) const;
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
