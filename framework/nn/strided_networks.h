// Networks by the rules of Radford et al., "Unsupervised representation learning with deep
// convolutional generative adversarial networks", 2016: strided convolutions, no norm next to the
// image, LeakyReLU down, ReLU up. Used by families whose networks meet images.
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include <cstdint>
#include <string>
#include <vector>

namespace tandem {

struct StridedOptions {
  int64_t channels;  // of the image
  int64_t height;
  int64_t width;
  int64_t base_channels = 64;  // of the level next to the image; doubled at every smaller one
  double negative_slope = 0.2;
  std::string norm = "batch";       // batch, instance, layer, none: see normalization.h
  bool spectral_norm = false;       // of the way down
  double initial_deviation = 0.02;  // of weights; norm gains are drawn about 1
};

/// How often both sides can be halved exactly before one falls below 4: 28 -> 2 (7), 32 -> 3 (4),
/// 64 -> 4 (4). Throws ConfigError naming `data.path` for sides that cannot be halved once.
int64_t num_halvings(int64_t height, int64_t width);

/// Convolutions 4×4 of stride 2 that halve the image num_halvings times, LeakyReLU behind each, no
/// norm behind the first; a layer before a norm has no bias. (N, C, H, W) -> (N, trunk_features),
/// flattened.
torch::nn::Sequential strided_trunk(const StridedOptions& options);
int64_t trunk_features(const StridedOptions& options);

/// Convolutions like those of the trunk until a side is at most 4, rounded down (28: 14, 7, 3;
/// 32: 16, 8, 4), and a linear layer, spectrally normalized like them: (N, C, H, W) -> (N, 1). The
/// trunk ends where halving is no longer exact, at 7×7 for 28×28, where a unit sees 10 pixels: too
/// few to tell a digit from a stroke.
torch::nn::Sequential strided_discriminator(const StridedOptions& options);

/// The way back from (N, latent): a linear layer to the smallest size, norm and ReLU, transposed
/// 4×4 convolutions, no norm at the image, tanh: (N, C, H, W) in [−1, 1].
torch::nn::Sequential strided_generator(const StridedOptions& options, int64_t latent_size);

}  // namespace tandem
