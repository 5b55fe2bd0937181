// Initial weights, applied to a whole module tree.
#pragma once

#include <torch/nn/module.h>

namespace tandem {

/// Draws the weights of every linear and (transposed) convolution layer from N(0, deviation),
/// their biases become 0; gains of norms from N(1, deviation), offsets 0 (Radford et al.,
/// "Unsupervised representation learning with deep convolutional GANs", 2015).
void initialize_normal(torch::nn::Module& module, double deviation);

}  // namespace tandem
