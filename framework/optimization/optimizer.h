// Optimisation algorithms over one flat slice of weights. A non-finite gradient, told by a flag on
// the device, leaves weights and state as they are; nothing is read back to the host.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

#include "framework/checkpoint/state_archive.h"
#include "framework/optimization/learner_options.h"

namespace tandem {

/// What an update is made with at its step.
struct UpdateRates {
  double learning_rate;
  double momentum;  // of SGD and RMSprop
};

class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// One update of `weights` (n) by `gradient` (n) in place. `not_finite` (1) float32 is 1 when
  /// the update is to be left out, else 0.
  virtual void update(at::Tensor& weights, const at::Tensor& gradient, const UpdateRates& rates,
                      const at::Tensor& not_finite) = 0;
  /// The state, sharing memory: what a checkpoint saves and restores in place.
  virtual NamedTensors state() const = 0;
};

/// The algorithm that `options` name, with fresh state for a slice like `weights`. Adam: Kingma
/// and Ba, 2015; AdamW: Loshchilov and Hutter, 2019; SGD with momentum as in PyTorch; RMSprop:
/// Tieleman and Hinton, 2012.
std::unique_ptr<Optimizer> make_optimizer(const LearnerOptions& options, const at::Tensor& weights);

}  // namespace tandem
