// Stochastic gradient descent with momentum, as in PyTorch.
#include <ATen/ATen.h>

#include "framework/optimization/optimizer.h"

namespace tandem {
namespace {

class Sgd : public Optimizer {
 public:
  Sgd(const LearnerOptions& options, const at::Tensor& weights)
      : options_(options), velocity_(at::zeros_like(weights)) {}

  void update(at::Tensor& weights, const at::Tensor& gradient, const UpdateRates& rates,
              const at::Tensor& not_finite) override {
    const at::Tensor direction = decayed_gradient(weights, gradient, options_.weight_decay);
    // Equal to PyTorch's rule, whose first velocity is the gradient itself.
    assign_if_finite(velocity_, at::add(direction, velocity_, rates.momentum), not_finite);
    // The learning rate is no part of the velocity: a change of it takes effect at once.
    assign_if_finite(weights, at::sub(weights, velocity_, rates.learning_rate), not_finite);
  }

  NamedTensors state() const override { return {{"velocity", velocity_}}; }

 private:
  LearnerOptions options_;
  at::Tensor velocity_;
};

}  // namespace

OptimizerKind sgd_optimizer() {
  return {.name = "sgd",
          .sentence = "stochastic gradient descent",
          .options = {"momentum", "initial_momentum", "momentum_steps"},
          .make = [](const LearnerOptions& options, const at::Tensor& weights) {
            return std::make_unique<Sgd>(options, weights);
          }};
}

}  // namespace tandem
