// What tests of invertible layers share: weights that are not those of the start, and the
// log-determinant from the whole Jacobian.
#pragma once

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/nn/module.h>

#include <functional>
#include <vector>

namespace tandem {

/// Moves every parameter of the module by noise of this deviation.
inline void disturb(torch::nn::Module& module, double deviation) {
  const torch::NoGradGuard no_gradients;
  for (at::Tensor& parameter : module.parameters()) {
    parameter.add_(at::randn_like(parameter), deviation);
  }
}

/// log |det ∂f/∂x| at one input (1, …), by one gradient per output.
inline at::Tensor log_determinant_of(const std::function<at::Tensor(const at::Tensor&)>& function,
                                     const at::Tensor& input) {
  const at::Tensor leaf = input.detach().clone().requires_grad_(true);
  const at::Tensor outputs = function(leaf).flatten();
  std::vector<at::Tensor> rows;
  for (int64_t i = 0; i < outputs.numel(); ++i) {
    rows.push_back(torch::autograd::grad({outputs[i]}, {leaf}, {}, true)[0].flatten());
  }
  return std::get<1>(at::linalg_slogdet(at::stack(rows)));
}

}  // namespace tandem
