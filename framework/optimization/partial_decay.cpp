#include "framework/optimization/partial_decay.h"

#include <ATen/ATen.h>

#include <utility>

#include "framework/config/kinds.h"

namespace tandem {
namespace {

/// An algorithm without weight decay of its own, and the decay before it.
class PartlyDecaying : public Optimizer {
 public:
  PartlyDecaying(const OptimizerKind& kind, LearnerOptions options, const at::Tensor& weights,
                 at::Tensor decayed)
      : weight_decay_(std::exchange(options.weight_decay, 0.0)),
        is_decoupled_(kind.decouples_decay),
        decayed_(std::move(decayed)),
        algorithm_(kind.make(options, weights)) {}

  void update(at::Tensor& weights, const at::Tensor& gradient, const UpdateRates& rates,
              const at::Tensor& not_finite) override {
    if (!is_decoupled_) {
      algorithm_->update(weights, at::addcmul(gradient, weights, decayed_, weight_decay_), rates,
                         not_finite);
      return;
    }
    const double taken = rates.learning_rate * weight_decay_;
    assign_if_finite(weights, at::addcmul(weights, weights, decayed_, -taken), not_finite);
    algorithm_->update(weights, gradient, rates, not_finite);
  }

  NamedTensors state() const override { return algorithm_->state(); }

 private:
  double weight_decay_;
  bool is_decoupled_;
  at::Tensor decayed_;
  std::unique_ptr<Optimizer> algorithm_;
};

}  // namespace

std::unique_ptr<Optimizer> make_partly_decaying_optimizer(const LearnerOptions& options,
                                                          const at::Tensor& weights,
                                                          const at::Tensor& decayed) {
  return std::make_unique<PartlyDecaying>(kind_named(all_optimizers(), options.optimizer), options,
                                          weights, decayed);
}

}  // namespace tandem
