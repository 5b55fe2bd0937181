#include "framework/training/averaged_weights.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <algorithm>

#include "framework/core/log.h"

namespace tandem {

std::optional<at::Tensor> averaged_weights(const std::vector<Learner>& learners,
                                           FlatParameters& parameters) {
  if (!std::ranges::any_of(learners, &Learner::averages)) return std::nullopt;
  const torch::NoGradGuard no_grad;
  at::Tensor weights = parameters.weights().clone();
  for (const Learner& learner : learners) learner.write_average(weights);
  return weights;
}

AveragedWeights::AveragedWeights(const std::vector<Learner>& learners, FlatParameters& parameters)
    : parameters_(parameters) {
  const std::optional<at::Tensor> averaged = averaged_weights(learners, parameters);
  if (!averaged) return;
  const torch::NoGradGuard no_grad;
  kept_ = parameters.weights().clone();
  // In place: the modules see views of this tensor.
  parameters.weights().copy_(*averaged);
}

AveragedWeights::~AveragedWeights() {
  if (!kept_.defined()) return;
  try {
    const torch::NoGradGuard no_grad;
    parameters_.weights().copy_(kept_);
  } catch (const std::exception& error) {
    // A device that cannot copy fails whatever comes next, too.
    log_error(std::string("the weights cannot be put back: ") + error.what());
  }
}

}  // namespace tandem
