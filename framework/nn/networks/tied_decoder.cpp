#include "framework/nn/networks/tied_decoder.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>
#include <torch/types.h>

#include <algorithm>

namespace tandem {

TiedDecoderImpl::TiedDecoderImpl(const torch::nn::Sequential& encoder, const std::string& between)
    : activation_(activation(between)) {
  for (const auto& child : encoder->children()) {
    // Not registered here: a parameter belongs to one network, and these are the encoder's.
    if (const auto* linear = child->as<torch::nn::Linear>()) weights_.push_back(linear->weight);
  }
  std::reverse(weights_.begin(), weights_.end());
  for (size_t i = 0; i < weights_.size(); ++i) {
    const auto layer = std::make_shared<torch::nn::Module>();
    biases_.push_back(layer->register_parameter("bias", torch::zeros({weights_[i].size(1)})));
    // The odd numbers are those of the activations.
    register_module(std::to_string(2 * i), layer);
  }
}

at::Tensor TiedDecoderImpl::forward(at::Tensor values) {
  for (size_t i = 0; i < weights_.size(); ++i) {
    if (i > 0) values = activation_(values);
    values = at::addmm(biases_[i], values, weights_[i]);
  }
  return values;
}

}  // namespace tandem
