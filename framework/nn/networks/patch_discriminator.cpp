#include "framework/nn/networks/patch_discriminator.h"

#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>

#include <algorithm>

#include "framework/core/error.h"
#include "framework/core/log.h"
#include "framework/nn/layers/initialization.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

// Patches of 70 pixels, as published.
constexpr int64_t kMaxLayers = 3;
constexpr int64_t kMaxWidening = 8;
// The two convolutions of stride 1 each take a row: below this side no score is left.
constexpr int64_t kSmallestMap = 3;

nn::Conv2d patch_convolution(int64_t from, int64_t to, int64_t stride) {
  return nn::Conv2d(nn::Conv2dOptions(from, to, 4).stride(stride).padding(1));
}

nn::LeakyReLU patch_activation() {
  return nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(0.2));
}

std::string size_text(int64_t height, int64_t width) {
  return std::to_string(height) + "x" + std::to_string(width);
}

void check_scores(const PatchOptions& options) {
  const int64_t side = std::min(options.height, options.width);
  // Each strided layer halves the side, rounding down.
  int64_t most = 0;
  while (side >> (most + 1) >= kSmallestMap) ++most;
  if (options.num_layers <= most) return;
  throw ConfigError(
      {.what = "the strided layers of the discriminator leave nothing of the image to judge",
       .where = "model.discriminator_layers",
       .expected = "at most " + std::to_string(most) + " for images of " +
                   size_text(options.height, options.width),
       .got = std::to_string(options.num_layers),
       .advice = "Use 0 to let it follow from the images."});
}

}  // namespace

int64_t patch_size(int64_t num_layers) {
  // Two convolutions of stride 1 see 7 pixels of what reaches them.
  int64_t size = 7;
  // Of n neighbouring results a strided 4×4 convolution sees 2 (n − 1) + 4 pixels.
  for (int64_t layer = 0; layer < num_layers; ++layer) size = (size - 1) * 2 + 4;
  return size;
}

int64_t largest_num_patch_layers(int64_t height, int64_t width) {
  const int64_t side = std::min(height, width);
  int64_t layers = 0;
  while (layers < kMaxLayers && patch_size(layers + 1) <= side) ++layers;
  if (layers == 0) {
    throw ConfigError({.what = "images are smaller than the discriminator's smallest patches",
                       .where = "data.path",
                       .expected = "sides of at least " + std::to_string(patch_size(1)),
                       .got = size_text(height, width),
                       .advice = "Pack larger images."});
  }
  return layers;
}

void warn_of_wide_patches(const PatchOptions& options) {
  const int64_t size = patch_size(options.num_layers);
  if (size <= std::min(options.height, options.width)) return;
  log_warning("model.discriminator_layers: the discriminator judges patches of " +
              size_text(size, size) + ", which reach beyond images of " +
              size_text(options.height, options.width) +
              ": borders are zeros to it. Use 0 for patches that fit.");
}

nn::Sequential patch_discriminator(const PatchOptions& options) {
  const int64_t num_layers = options.num_layers > 0
                                 ? options.num_layers
                                 : largest_num_patch_layers(options.height, options.width);
  check_scores(options);
  nn::Sequential layers(patch_convolution(options.channels, options.base_channels, 2),
                        patch_activation());
  int64_t from = options.base_channels;
  for (int64_t layer = 1; layer <= num_layers; ++layer) {
    // Bounded before the shift, which is undefined for as many places as the number has bits.
    const int64_t to =
        options.base_channels * std::min(int64_t{1} << std::min<int64_t>(layer, 30), kMaxWidening);
    layers->push_back(patch_convolution(from, to, layer < num_layers ? 2 : 1));
    push_norm(*layers, options.norm, to);
    layers->push_back(patch_activation());
    from = to;
  }
  layers->push_back(patch_convolution(from, 1, 1));
  initialize_normal(*layers, options.initial_deviation);
  return layers;
}

}  // namespace tandem
