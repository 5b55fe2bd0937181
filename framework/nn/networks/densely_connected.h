// Densely connected networks between images and vectors (Huang et al., "Densely connected
// convolutional networks", 2017).
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include <cstdint>

#include "framework/nn/networks/convolutional_pyramid.h"

namespace tandem {

struct DenselyConnectedOptions {
  int64_t growth_rate = 12;      // channels that each layer of a block adds
  int64_t layers_per_block = 4;  // at each size
  double compression = 0.5;      // fraction of the channels that a transition keeps
};

/// 3×3 convolution to base_channels, then at each size a block, whose layers (norm, activation, 3×3
/// convolution) each see all maps before them, and a transition (norm, activation, 1×1 convolution,
/// mean pooling by 2); behind the last block norm, activation, the mean over space and a linear
/// layer: (N, C, H, W) -> (N, outputs). Null activation: ReLU. Throws ConfigError for sides that
/// cannot be halved.
torch::nn::Sequential densely_connected_encoder(const PyramidOptions& options,
                                                const DenselyConnectedOptions& blocks,
                                                int64_t num_outputs);

/// The way back: linear layer to base_channels of the smallest size (see num_halvings), blocks and
/// transitions that double the size (nearest neighbour), norm, activation, 3×3 convolution, no
/// activation after it: (N, latent) -> (N, C, H, W).
torch::nn::Sequential densely_connected_generator(const PyramidOptions& options,
                                                  const DenselyConnectedOptions& blocks,
                                                  int64_t latent_size);

}  // namespace tandem
