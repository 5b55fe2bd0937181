#include "framework/optimization/moving_average.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace tandem {

MovingAverage::MovingAverage(double decay, const at::Tensor& weights)
    : decay_(decay), values_(weights.clone()) {}

void MovingAverage::update(const at::Tensor& weights, int64_t num_updates,
                           const at::Tensor& not_finite) {
  const double decay = std::min(
      decay_, (1.0 + static_cast<double>(num_updates)) / (10.0 + static_cast<double>(num_updates)));
  // Weights stay finite, so a weight of zero leaves the average as it is.
  values_.lerp_(weights, (1.0 - not_finite) * (1.0 - decay));
}

}  // namespace tandem
