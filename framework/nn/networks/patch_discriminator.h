// The discriminator that judges overlapping patches of an image (Isola et al., "Image-to-image
// translation with conditional adversarial networks", 2017).
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include <cstdint>

#include "framework/nn/layers/normalization.h"

namespace tandem {

struct PatchOptions {
  int64_t channels;  // of the image, or of all images that it sees at once
  int64_t height;
  int64_t width;
  int64_t base_channels = 64;   // of the first layer; doubled by each later one, up to 8 times
  int64_t num_layers = 0;       // of stride 2; 0: largest_num_patch_layers
  Norm norm = Norm::kInstance;  // not behind the first layer
  double initial_deviation = 0.02;
};

/// Side of the patch that one score sees: 16, 34, 70 for 1, 2, 3 layers of stride 2.
int64_t patch_size(int64_t num_layers);

/// How many layers of stride 2, at most 3, have patches that fit into the image. Throws ConfigError
/// naming `data.path` for images smaller than the smallest patch.
int64_t largest_num_patch_layers(int64_t height, int64_t width);

/// Convolutions 4×4, num_layers of them of stride 2 and two of stride 1, LeakyReLU 0.2 between
/// them: (N, C, H, W) -> scores (N, 1, h, w). Patches may exceed the image. Throws ConfigError
/// naming `model.discriminator_layers` when no score is left.
torch::nn::Sequential patch_discriminator(const PatchOptions& options);

/// Says in the log that these patches exceed the image, where they do.
void warn_of_wide_patches(const PatchOptions& options);

}  // namespace tandem
