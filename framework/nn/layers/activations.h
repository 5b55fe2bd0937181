// Elementwise activations by their names in configurations. Called by families.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

namespace tandem {

using Activation = at::Tensor (*)(const at::Tensor&);

/// linear, relu, leaky_relu (slope 0.2), sigmoid, tanh, elu, silu (Swish).
const std::vector<std::string>& activation_names();

/// The activation of that name; each may be differentiated twice. Throws Error for another name.
Activation activation(const std::string& name);

}  // namespace tandem
