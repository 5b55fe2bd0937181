#include "framework/optimization/optimizer.h"

#include <ATen/ATen.h>

#include "framework/core/error.h"

namespace tandem {
namespace {

/// Adam, and AdamW, whose weight decay is decoupled from the gradient.
class Adam : public Optimizer {
 public:
  Adam(const LearnerOptions& options, const at::Tensor& weights)
      : options_(options),
        decoupled_(options.optimizer == "adamw"),
        first_moment_(at::zeros_like(weights)),
        second_moment_(at::zeros_like(weights)),
        step_(at::zeros({}, weights.options())) {}

  void update(at::Tensor& weights, const at::Tensor& gradient, const UpdateRates& rates,
              const at::Tensor& not_finite) override {
    // The fused kernel expects the number of this update and does not advance it. After a value
    // that is not finite no update follows, so the count need not be held back.
    step_.add_(1);
    using Kernel =
        void (*)(at::TensorList, at::TensorList, at::TensorList, at::TensorList, at::TensorList,
                 at::TensorList, double, double, double, double, double, bool, bool,
                 const std::optional<at::Tensor>&, const std::optional<at::Tensor>&);
    const Kernel kernel = decoupled_ ? Kernel{at::_fused_adamw_} : Kernel{at::_fused_adam_};
    kernel({weights}, {gradient}, {first_moment_}, {second_moment_}, {}, {step_},
           rates.learning_rate, options_.betas[0], options_.betas[1], options_.weight_decay,
           options_.epsilon, /*amsgrad=*/false, /*maximize=*/false,
           /*grad_scale=*/std::nullopt, not_finite);
  }

  NamedTensors state() const override {
    return {{"first_moment", first_moment_}, {"second_moment", second_moment_}, {"step", step_}};
  }

 private:
  LearnerOptions options_;
  bool decoupled_;
  at::Tensor first_moment_;
  at::Tensor second_moment_;
  at::Tensor step_;
};

/// `gradient` plus the weight decay, and zero everywhere when the update is to be left out.
at::Tensor decayed_gradient(const at::Tensor& weights, const at::Tensor& gradient,
                            double weight_decay) {
  return weight_decay == 0.0 ? gradient : at::add(gradient, weights, weight_decay);
}

/// Keeps `kept` where the flag is 1, else takes `taken`.
void assign_if_finite(at::Tensor& target, const at::Tensor& taken, const at::Tensor& not_finite) {
  at::where_out(target, not_finite.to(at::kBool), target.clone(), taken);
}

class Sgd : public Optimizer {
 public:
  Sgd(const LearnerOptions& options, const at::Tensor& weights)
      : options_(options), velocity_(at::zeros_like(weights)) {}

  void update(at::Tensor& weights, const at::Tensor& gradient, const UpdateRates& rates,
              const at::Tensor& not_finite) override {
    const at::Tensor direction = decayed_gradient(weights, gradient, options_.weight_decay);
    // Equal to PyTorch's rule, whose first velocity is the gradient itself.
    assign_if_finite(velocity_, at::add(direction, velocity_, rates.momentum), not_finite);
    assign_if_finite(weights, at::sub(weights, velocity_, rates.learning_rate), not_finite);
  }

  NamedTensors state() const override { return {{"velocity", velocity_}}; }

 private:
  LearnerOptions options_;
  at::Tensor velocity_;
};

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
    const at::Tensor step = direction / mean_square.sqrt().add_(options_.epsilon);
    assign_if_finite(mean_square_, mean_square, not_finite);
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

std::unique_ptr<Optimizer> make_optimizer(const LearnerOptions& options,
                                          const at::Tensor& weights) {
  if (options.optimizer == "adam" || options.optimizer == "adamw") {
    return std::make_unique<Adam>(options, weights);
  }
  if (options.optimizer == "sgd") return std::make_unique<Sgd>(options, weights);
  if (options.optimizer == "rmsprop") return std::make_unique<RmsProp>(options, weights);
  throw Error(ExitCode::kInternal, {.what = "unknown optimizer", .got = options.optimizer});
}

}  // namespace tandem
