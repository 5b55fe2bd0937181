// Residual networks between images and vectors: those for CIFAR-10 of Gulrajani et al., "Improved
// training of Wasserstein GANs", 2017, appendix F, for any size.
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include <cstdint>

#include "framework/nn/networks/convolutional_pyramid.h"

namespace tandem {

/// Residual blocks (norm, activation, 3×3 convolution, twice, beside a shortcut), all with
/// base_channels; null activation: ReLU. The first block meets the image without norm and
/// activation. Mean pooling in blocks halves the image until it is at most 8×8 or a side is odd,
/// two more blocks follow, the mean over space and a linear layer: (N, C, H, W) -> (N, outputs).
/// Throws ConfigError for sides that cannot be halved.
torch::nn::Sequential residual_encoder(const PyramidOptions& options, int64_t num_outputs);

/// The way back: linear layer to 4×4 (7×7 for 28×28: see num_halvings), blocks that double the size
/// (nearest neighbour), norm, activation, 3×3 convolution, no activation after it: (N, latent) ->
/// (N, C, H, W).
torch::nn::Sequential residual_generator(const PyramidOptions& options, int64_t latent_size);

}  // namespace tandem
