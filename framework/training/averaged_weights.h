// The moving averages of a model's weights, seen in their place.
#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

#include "framework/training/flat_parameters.h"
#include "framework/training/learner.h"

namespace tandem {

/// A copy of the flat weights with the averages in place of what they average; nothing when no
/// learner averages.
std::optional<at::Tensor> averaged_weights(const std::vector<Learner>& learners,
                                           FlatParameters& parameters);

/// While it lives the model has these weights; then it has its own again.
class AveragedWeights {
 public:
  /// `parameters` outlives the guard.
  AveragedWeights(const std::vector<Learner>& learners, FlatParameters& parameters);
  ~AveragedWeights();
  AveragedWeights(const AveragedWeights&) = delete;
  AveragedWeights& operator=(const AveragedWeights&) = delete;

 private:
  FlatParameters& parameters_;
  at::Tensor kept_;  // undefined when there are no averages
};

}  // namespace tandem
