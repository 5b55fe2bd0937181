#include "framework/model/losses/code.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

namespace tandem {

at::Tensor sparsity_divergence(const at::Tensor& code, double target) {
  const at::Tensor activation = code.mean(0);
  // A unit that is always on or off would cost infinity. Its slope stays, which a clamp would take:
  // the penalty is to bring such units back.
  const at::Tensor mean = activation + (activation.clamp(1e-6, 1.0 - 1e-6) - activation).detach();
  const at::Tensor cross = mean.log() * -target - (1.0 - mean).log() * (1.0 - target);
  // Added, so that the divergence is 0 where the mean is the target.
  const double negative_entropy =
      target * std::log(target) + (1.0 - target) * std::log(1.0 - target);
  return (cross + negative_entropy).sum();
}

at::Tensor sigmoid_jacobian_norm(const at::Tensor& code, const at::Tensor& weight) {
  // ∂code_j/∂input_i = code_j (1 − code_j) weight_ji: the sum over i is the same for all samples.
  const at::Tensor slopes = (code * (1.0 - code)).square();
  return slopes.mm(weight.square().sum(1, /*keepdim=*/true)).mean();
}

at::Tensor jacobian_norm(const at::Tensor& code, const at::Tensor& input, int64_t probes) {
  const int64_t passes = probes > 0 ? probes : code.size(1);
  at::Tensor sum = at::zeros({}, code.options());
  for (int64_t i = 0; i < passes; ++i) {
    // Random signs: of all independent probes with variance 1 they make the estimate vary least.
    const at::Tensor projected =
        probes > 0 ? code * at::sign(at::rand_like(code, at::MemoryFormat::Contiguous) - 0.5)
                   : code.select(1, i);
    const at::Tensor gradient =
        torch::autograd::grad({projected.sum()}, {input}, {}, true, /*create_graph=*/true)[0];
    sum = sum + gradient.square().sum();
  }
  const double divisor = static_cast<double>(input.size(0) * (probes > 0 ? probes : 1));
  return sum / divisor;
}

}  // namespace tandem
