// Elementwise activations by their names in configurations.
#pragma once

#include <ATen/core/Tensor.h>
#include <torch/nn/modules/container/sequential.h>

#include <string>
#include <vector>

namespace tandem {

using Activation = at::Tensor (*)(const at::Tensor&);

/// Of all activations: those of the table in the source.
std::vector<std::string> activation_names();

/// The activation of that name; each may be differentiated twice. Throws Error for another name.
Activation activation(const std::string& name);

/// Appends a leaky ReLU with this slope below zero, in place; 0: a ReLU.
void push_leaky_relu(torch::nn::SequentialImpl& layers, double negative_slope);

}  // namespace tandem
