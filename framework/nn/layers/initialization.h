// Initial weights, applied to a whole module tree. Singular vectors of spectral norms are found
// anew for them.
#pragma once

#include <torch/nn/module.h>

namespace tandem {

/// Draws the weights of every linear and (transposed) convolution layer from N(0, deviation),
/// their biases become 0; gains of norms from N(1, deviation), offsets 0 (Radford et al.,
/// "Unsupervised representation learning with deep convolutional GANs", 2015).
void initialize_normal(torch::nn::Module& module, double deviation);

/// Draws the weights of every linear and (transposed) convolution layer evenly from ±√3·σ with
/// σ² = 2/(fan_in + fan_out) for linear layers (Glorot and Bengio, "Understanding the difficulty of
/// training deep feedforward neural networks", 2010) and twice that for convolutions, which have
/// rectifiers behind them; biases become 0, norms stay as they are. A fan counts the connections
/// that a number has: stride² times fewer on the side of a layer with more pixels per number. As in
/// the code of Gulrajani et al., "Improved training of Wasserstein GANs", 2017.
void initialize_by_fans(torch::nn::Module& module);

}  // namespace tandem
