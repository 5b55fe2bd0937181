#include "framework/nn/layers/initialization.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/utils.h>

#include <cmath>

#include "framework/nn/layers/spectral_norm.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

/// fan_in + fan_out. The maps with more pixels are those of the second dimension of the weights,
/// the input of a convolution and the output of a transposed one.
template <class Convolution>
double sum_of_fans(const Convolution& layer) {
  const at::Tensor& weight = layer.weight;
  const auto& stride = *layer.options.stride();
  const auto rows = static_cast<double>(weight.size(0));
  const auto columns = static_cast<double>(weight.size(1));
  const auto pixels = static_cast<double>(weight.size(2) * weight.size(3));
  return pixels * (columns + rows / static_cast<double>(stride[0] * stride[1]));
}

template <class Layer>
void draw_evenly(Layer& layer, double variance) {
  // An even distribution between −b and b has the variance b²/3.
  const double bound = std::sqrt(3.0 * variance);
  layer.weight.uniform_(-bound, bound);
  if (layer.bias.defined()) layer.bias.zero_();
}

}  // namespace

void initialize_normal(torch::nn::Module& module, double deviation) {
  torch::NoGradGuard no_grad;
  for (const auto& part : module.modules()) {
    for (auto& parameter : part->named_parameters(/*recurse=*/false)) {
      if (parameter.key() == "bias") {
        parameter.value().zero_();
      } else if (parameter.key() == "weight") {
        // A weight of one dimension is the gain of a norm.
        parameter.value().normal_(parameter.value().dim() == 1 ? 1.0 : 0.0, deviation);
      }
    }
  }
  // The vectors of spectral norms were found for the weights that layers were built with.
  renew_singular_vectors(module);
}

void initialize_by_fans(nn::Module& module) {
  const torch::NoGradGuard no_gradients;
  for (const auto& layer : module.modules()) {
    if (auto* linear = layer->as<nn::LinearImpl>()) {
      draw_evenly(*linear,
                  2.0 / static_cast<double>(linear->weight.size(0) + linear->weight.size(1)));
    } else if (auto* convolution = layer->as<nn::Conv2dImpl>()) {
      draw_evenly(*convolution, 4.0 / sum_of_fans(*convolution));
    } else if (auto* transposed = layer->as<nn::ConvTranspose2dImpl>()) {
      draw_evenly(*transposed, 4.0 / sum_of_fans(*transposed));
    }
  }
  renew_singular_vectors(module);
}

}  // namespace tandem
