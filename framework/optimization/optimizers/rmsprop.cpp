// RMSprop (Tieleman and Hinton, "Lecture 6.5", 2012), with momentum as in PyTorch.
#include <ATen/ATen.h>

#include "framework/optimization/optimizer.h"

namespace tandem {
namespace {

class RmsProp : public Optimizer {
 public:
  RmsProp(const LearnerOptions& options, const at::Tensor& weights)
      : options_(options),
        mean_square_(at::zeros_like(weights)),
        velocity_(at::zeros_like(weights)) {}

  void update(at::Tensor& weights, const at::Tensor& gradient, const UpdateRates& rates,
              const at::Tensor& not_finite) override {
    const at::Tensor direction = decayed_gradient(weights, gradient, options_.weight_decay);
    const at::Tensor mean_square =
        (mean_square_ * options_.smoothing).addcmul_(direction, direction, 1 - options_.smoothing);
    // Epsilon is added to the root, not under it.
    const at::Tensor step = direction / mean_square.sqrt().add_(options_.epsilon);
    assign_if_finite(mean_square_, mean_square, not_finite);
    // The learning rate is no part of the velocity: a change of it takes effect at once.
    assign_if_finite(velocity_, at::add(step, velocity_, rates.momentum), not_finite);
    assign_if_finite(weights, at::sub(weights, velocity_, rates.learning_rate), not_finite);
  }

  NamedTensors state() const override {
    return {{"mean_square", mean_square_}, {"velocity", velocity_}};
  }

 private:
  LearnerOptions options_;
  at::Tensor mean_square_;
  at::Tensor velocity_;
};

}  // namespace

OptimizerKind rmsprop_optimizer() {
  return {.name = "rmsprop",
          .sentence = "gradients over the root of their mean square",
          .options = {"smoothing", "epsilon", "momentum", "initial_momentum", "momentum_steps"},
          .make = [](const LearnerOptions& options, const at::Tensor& weights) {
            return std::make_unique<RmsProp>(options, weights);
          }};
}

}  // namespace tandem
