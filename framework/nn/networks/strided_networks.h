// Networks by the rules of Radford et al., "Unsupervised representation learning with deep
// convolutional generative adversarial networks", 2016: strided convolutions, no norm next to the
// image, LeakyReLU down, ReLU up.
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include <cstdint>
#include <vector>

#include "framework/nn/layers/normalization.h"

namespace tandem {

struct StridedOptions {
  int64_t channels;  // of the image
  int64_t height;
  int64_t width;
  int64_t base_channels = 64;  // of the level next to the image; doubled at every smaller one
  double negative_slope = 0.2;
  Norm norm = Norm::kBatch;
  bool spectral_norm = false;       // of the way down
  double initial_deviation = 0.02;  // of weights; norm gains are drawn about 1
};

/// How often both sides can be halved exactly before one falls below 4: 28 -> 2 (7), 32 -> 3 (4),
/// 64 -> 4 (4). Throws ConfigError naming `data.path` for sides that cannot be halved once.
int64_t num_halvings(int64_t height, int64_t width);

/// Where the way down ends: where halving is no longer exact (num_halvings; 28 -> 7) or where a
/// side is at most 4, halves rounded down (28 -> 3). At 7×7 a unit sees 10 of 28 pixels, too few to
/// tell a digit from a stroke unless a wide linear layer follows; at 3×3 it sees 22.
enum class TrunkEnd { kExactHalving, kFourPixels };

/// Convolutions 4×4 of stride 2, LeakyReLU behind each, no norm behind the first; a layer before a
/// norm has no bias. (N, C, H, W) -> (N, trunk_features), flattened.
torch::nn::Sequential strided_trunk(const StridedOptions& options, TrunkEnd end);
int64_t trunk_features(const StridedOptions& options, TrunkEnd end);

/// The trunk down to four pixels and a linear layer, spectrally normalized like it:
/// (N, C, H, W) -> (N, 1).
torch::nn::Sequential strided_discriminator(const StridedOptions& options);

/// The way back from (N, latent): a linear layer to the smallest size, norm and ReLU, transposed
/// 4×4 convolutions, no norm at the image, tanh: (N, C, H, W) in [−1, 1].
torch::nn::Sequential strided_generator(const StridedOptions& options, int64_t latent_size);

}  // namespace tandem
