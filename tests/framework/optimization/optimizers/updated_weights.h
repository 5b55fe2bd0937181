// What an optimiser makes of weights, for its test.
#pragma once

#include <ATen/ATen.h>

#include <vector>

#include "framework/optimization/optimizer.h"

namespace tandem {

/// `weights` after one update by each gradient, all at the rate and the momentum of the options.
inline at::Tensor updated_weights(const LearnerOptions& options, const at::Tensor& weights,
                                  const std::vector<at::Tensor>& gradients) {
  at::Tensor current = weights.clone();
  const auto optimizer = make_optimizer(options, current);
  for (const at::Tensor& gradient : gradients) {
    optimizer->update(current, gradient, {options.learning_rate, options.momentum}, at::zeros({1}));
  }
  return current;
}

}  // namespace tandem
