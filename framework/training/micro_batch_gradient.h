// The loss of one micro-batch and its gradient: a pure function of weights, buffers, lane state,
// samples and seed.
#pragma once

#include <torch/csrc/autograd/function.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "framework/model/generative_model.h"
#include "framework/training/flat_parameters.h"

namespace tandem {

class MicroBatchGradient {
 public:
  struct Result {
    Losses losses;
    /// One per parameter of the trained networks; undefined where the loss does not depend on it.
    std::vector<at::Tensor> gradients;
  };

  MicroBatchGradient(const Objective& objective, const std::vector<const FlatNetwork*>& trained);

  /// Everything random in the loss is drawn from `seed`. Throws Error when the loss does not return
  /// the terms that the objective names.
  Result compute(const Batch& batch, const Context& context, uint64_t seed) const;

 private:
  Objective objective_;
  std::vector<at::Tensor> parameters_;  // all trained ones, what the loss is differentiated by
  /// What collects the gradient of each of them: kept, or every step would make them anew.
  std::vector<std::shared_ptr<torch::autograd::Node>> accumulators_;
};

}  // namespace tandem
