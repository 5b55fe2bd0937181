#include "framework/nn/layers/activations.h"

#include <ATen/ATen.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/sequential.h>

#include "framework/core/choice.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

constexpr Choice<Activation> kActivations[] = {
    {"linear", [](const at::Tensor& x) { return x; }},
    {"relu", [](const at::Tensor& x) { return at::relu(x); }},
    {"leaky_relu", [](const at::Tensor& x) { return at::leaky_relu(x, 0.2); }},
    {"sigmoid", [](const at::Tensor& x) { return at::sigmoid(x); }},
    {"tanh", [](const at::Tensor& x) { return at::tanh(x); }},
    {"elu", [](const at::Tensor& x) { return at::elu(x); }},
    {"silu", [](const at::Tensor& x) { return at::silu(x); }},  // Swish
};

}  // namespace

std::vector<std::string> activation_names() { return names_of(kActivations); }

Activation activation(const std::string& name) { return chosen(kActivations, name); }

void push_leaky_relu(nn::SequentialImpl& layers, double negative_slope) {
  if (negative_slope > 0) {
    layers.push_back(
        nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(negative_slope).inplace(true)));
  } else {
    layers.push_back(nn::ReLU(nn::ReLUOptions().inplace(true)));
  }
}

}  // namespace tandem
