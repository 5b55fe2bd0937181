#include "framework/nn/networks/strided_networks.h"

#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include <algorithm>

#include "framework/core/error.h"
#include "framework/nn/layers/initialization.h"
#include "framework/nn/layers/spectral_norm.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

/// A level further from the image has twice the channels: level 1 is next to it.
int64_t strided_channels(const StridedOptions& options, int64_t level) {
  return level == 0 ? options.channels : options.base_channels << (level - 1);
}

/// From `level` to the next one, whose sides are half as long, rounded down.
void push_level(nn::SequentialImpl& layers, const StridedOptions& options, int64_t level) {
  // A layer in front of a norm needs no bias: the norm has a shift.
  const bool normed = level > 0 && options.norm != Norm::kNone;
  const auto convolution =
      nn::Conv2dOptions(strided_channels(options, level), strided_channels(options, level + 1), 4)
          .stride(2)
          .padding(1)
          .bias(!normed);
  if (options.spectral_norm) {
    layers.push_back(SpectralConv2d(convolution));
  } else {
    layers.push_back(nn::Conv2d(convolution));
  }
  if (normed) push_norm(layers, options.norm, strided_channels(options, level + 1));
  layers.push_back(nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(options.negative_slope)));
}

/// Levels of the way down.
int64_t num_levels(const StridedOptions& options, TrunkEnd end) {
  if (end == TrunkEnd::kExactHalving) return num_halvings(options.height, options.width);
  int64_t levels = 0;
  while (std::min(options.height, options.width) >> levels > 4) ++levels;
  return levels;
}

/// Numbers in the maps of that level.
int64_t features_at(const StridedOptions& options, int64_t level) {
  // Shifts round down, as convolutions of kernel 4, stride 2 and padding 1 do.
  return strided_channels(options, level) * (options.height >> level) * (options.width >> level);
}

/// The way down to `levels`, flattened.
void push_trunk(nn::SequentialImpl& layers, const StridedOptions& options, int64_t levels) {
  for (int64_t level = 0; level < levels; ++level) push_level(layers, options, level);
  layers.push_back(nn::Flatten());
}

}  // namespace

int64_t num_halvings(int64_t height, int64_t width) {
  int64_t count = 0;
  for (; height % 2 == 0 && width % 2 == 0 && height >= 8 && width >= 8; ++count) {
    height /= 2;
    width /= 2;
  }
  if (count == 0) {
    throw ConfigError({.what = "images of this size cannot be halved",
                       .where = "data.path",
                       .expected = "even sides of at least 8 pixels",
                       .got = std::to_string(height) + "x" + std::to_string(width),
                       .advice = "Pack the images at another size, a power of two for example."});
  }
  return count;
}

nn::Sequential strided_trunk(const StridedOptions& options, TrunkEnd end) {
  nn::Sequential layers;
  push_trunk(*layers, options, num_levels(options, end));
  initialize_normal(*layers, options.initial_deviation);
  return layers;
}

int64_t trunk_features(const StridedOptions& options, TrunkEnd end) {
  return features_at(options, num_levels(options, end));
}

nn::Sequential strided_discriminator(const StridedOptions& options) {
  nn::Sequential layers;
  const int64_t levels = num_levels(options, TrunkEnd::kFourPixels);
  push_trunk(*layers, options, levels);
  if (options.spectral_norm) {
    layers->push_back(SpectralLinear(features_at(options, levels), 1));
  } else {
    layers->push_back(nn::Linear(features_at(options, levels), 1));
  }
  initialize_normal(*layers, options.initial_deviation);
  return layers;
}

nn::Sequential strided_generator(const StridedOptions& options, int64_t latent_size) {
  nn::Sequential layers;
  const int64_t levels = num_halvings(options.height, options.width);
  layers->push_back(nn::Linear(latent_size, features_at(options, levels)));
  layers->push_back(nn::Unflatten(nn::UnflattenOptions(
      1, {strided_channels(options, levels), options.height >> levels, options.width >> levels})));
  for (int64_t level = levels; level > 0; --level) {
    push_norm(*layers, options.norm, strided_channels(options, level));
    layers->push_back(nn::ReLU());
    layers->push_back(
        nn::ConvTranspose2d(nn::ConvTranspose2dOptions(strided_channels(options, level),
                                                       strided_channels(options, level - 1), 4)
                                .stride(2)
                                .padding(1)
                                // No norm follows the layer that makes the image.
                                .bias(level == 1 || options.norm == Norm::kNone)));
  }
  layers->push_back(nn::Tanh());
  initialize_normal(*layers, options.initial_deviation);
  return layers;
}

}  // namespace tandem
