// Strided convolutional networks between images and vectors, and what all such pyramids, whose
// levels halve the image, have in common. Images are (N, C, H, W).
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include <cstdint>

#include "framework/nn/layers/activations.h"
#include "framework/nn/layers/normalization.h"

namespace tandem {

struct PyramidOptions {
  int64_t channels;  // of the image
  int64_t height;
  int64_t width;
  int64_t base_channels;            // of the level next to the image; doubled at every smaller one
  Norm norm = Norm::kNone;          // never next to the image
  Activation activation = nullptr;  // null: leaky ReLU (slope 0.2) of encoders, ReLU of generators
};

/// Strided 5×5 convolutions down to at most 4×4, then one linear layer: (N, C, H, W) ->
/// (N, outputs).
torch::nn::Sequential convolutional_encoder(const PyramidOptions& options, int64_t num_outputs);

/// The way back: linear layer, then transposed 5×5 convolutions with activations between them and
/// none after the last: (N, latent) -> (N, C, H, W).
torch::nn::Sequential convolutional_generator(const PyramidOptions& options, int64_t latent_size);

}  // namespace tandem
