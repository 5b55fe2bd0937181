#include "framework/optimization/fused_adam.h"

#include <ATen/ATen.h>

namespace tandem {
namespace {

/// The flat slice is to the kernel a list of one tensor: an update is one call, however many layers
/// a network has.
class FusedAdam : public Optimizer {
 public:
  FusedAdam(FusedAdamKernel kernel, const LearnerOptions& options, const at::Tensor& weights)
      : kernel_(kernel),
        options_(options),
        first_moment_(at::zeros_like(weights)),
        second_moment_(at::zeros_like(weights)),
        // float32 where the weights are: the kernel reads it there.
        step_(at::zeros({}, weights.options())) {}

  void update(at::Tensor& weights, const at::Tensor& gradient, const UpdateRates& rates,
              const at::Tensor& not_finite) override {
    // The fused kernel expects the number of this update and does not advance it. After a value
    // that is not finite no update follows, so the count need not be held back.
    step_.add_(1);
    // Where `not_finite` is 1 it leaves weights and moments as they are.
    kernel_({weights}, {gradient}, {first_moment_}, {second_moment_}, {}, {step_},
            rates.learning_rate, options_.betas[0], options_.betas[1], options_.weight_decay,
            options_.epsilon, /*amsgrad=*/false, /*maximize=*/false,
            /*grad_scale=*/std::nullopt, not_finite);
  }

  NamedTensors state() const override {
    return {{"first_moment", first_moment_}, {"second_moment", second_moment_}, {"step", step_}};
  }

 private:
  FusedAdamKernel kernel_;
  LearnerOptions options_;
  at::Tensor first_moment_;
  at::Tensor second_moment_;
  at::Tensor step_;
};

}  // namespace

std::unique_ptr<Optimizer> make_fused_adam(FusedAdamKernel kernel, const LearnerOptions& options,
                                           const at::Tensor& weights) {
  return std::make_unique<FusedAdam>(kernel, options, weights);
}

}  // namespace tandem
