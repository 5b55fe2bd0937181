// Optimisation algorithms over one flat slice of weights. A non-finite gradient, told by a flag on
// the device, leaves weights and moments as they are; nothing is read back to the host.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "framework/checkpoint/state_archive.h"
#include "framework/optimization/learner_options.h"

namespace tandem {

/// What an update is made with at its step.
struct UpdateRates {
  double learning_rate;
  double momentum;
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

/// An algorithm that configurations may name.
struct OptimizerKind {
  std::string name;
  std::string sentence;              // for the help
  std::vector<std::string> options;  // of LearnerOptions, that not every algorithm reads
  bool decouples_decay = false;      // takes it from the weights and not into the gradient
  /// Fresh state for a slice like `weights`.
  std::function<std::unique_ptr<Optimizer>(const LearnerOptions&, const at::Tensor& weights)> make;
};

/// framework/optimization/optimizers/<name>.cpp defines `OptimizerKind <name>_optimizer()`.
std::vector<OptimizerKind> all_optimizers();

/// The algorithm that `options` name. Throws Error for an unknown one.
std::unique_ptr<Optimizer> make_optimizer(const LearnerOptions& options, const at::Tensor& weights);

/// `gradient` plus the L2 penalty's, weight_decay · weights; all (n). For algorithms that are put
/// together from operations, as is the next.
at::Tensor decayed_gradient(const at::Tensor& weights, const at::Tensor& gradient,
                            double weight_decay);

/// Keeps `target` where `not_finite` (1) is 1, else takes `taken`.
void assign_if_finite(at::Tensor& target, const at::Tensor& taken, const at::Tensor& not_finite);

}  // namespace tandem
