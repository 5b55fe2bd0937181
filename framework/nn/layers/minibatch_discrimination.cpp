#include "framework/nn/layers/minibatch_discrimination.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <cmath>

namespace tandem {

// A deviation that keeps the distances of order 1: far from there the kernels have no gradient.
MinibatchDiscriminationImpl::MinibatchDiscriminationImpl(int64_t num_features, int64_t kernels,
                                                         int64_t dimensions)
    : tensor(register_parameter("tensor", at::randn({num_features, kernels, dimensions}) /
                                              std::sqrt(static_cast<double>(num_features)))) {}

at::Tensor MinibatchDiscriminationImpl::forward(const at::Tensor& features) {
  // A matrix (N, dimensions) per kernel: distances are between samples under one kernel.
  const at::Tensor rows = features.mm(tensor.flatten(1))
                              .view({features.size(0), tensor.size(1), tensor.size(2)})
                              .transpose(0, 1)
                              .contiguous();
  const at::Tensor distances = at::cdist(rows, rows, /*p=*/1.0);  // (kernels, N, N)
  // Each sample is as close to itself as can be: the 1 that is taken off.
  const auto num_others = static_cast<double>(std::max<int64_t>(features.size(0) - 1, 1));
  const at::Tensor closeness = (at::exp(-distances).sum(2).t() - 1.0) / num_others;
  return at::cat({features, closeness}, 1);
}

}  // namespace tandem
