// An exponential moving average of the weights that an objective trains, for samples and metrics.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace tandem {

/// Averages a flat slice of weights, not of buffers, which are running averages already. The decay
/// of update t is min(decay, (1 + t)/(10 + t)), so that the first weights are soon forgotten.
class MovingAverage {
 public:
  MovingAverage(double decay, const at::Tensor& weights);
  /// One update; left out where `not_finite` (1) is 1. `num_updates` counts from 0.
  void update(const at::Tensor& weights, int64_t num_updates, const at::Tensor& not_finite);
  const at::Tensor& values() const { return values_; }

 private:
  double decay_;
  at::Tensor values_;
};

}  // namespace tandem
