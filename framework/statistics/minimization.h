// The lowest point of a smooth function.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>

namespace tandem {

/// Of a function, at a place.
struct ValueAndGradient {
  double value = 0.0;
  at::Tensor gradient;
};

struct MinimizationLimits {
  double tolerance = 1e-10;  // no part of the gradient is larger at the end
  int64_t max_steps = 2000;
};

/// The place (P) float64 of the minimum of a smooth convex function, from `start` on, by L-BFGS
/// with 20 corrections and the Wolfe conditions (Nocedal and Wright, "Numerical optimization",
/// 2006, chapters 3 and 7). Ends earlier where rounding allows no further descent.
at::Tensor minimize(const std::function<ValueAndGradient(const at::Tensor& place)>& function,
                    const at::Tensor& start, const MinimizationLimits& limits = {});

}  // namespace tandem
