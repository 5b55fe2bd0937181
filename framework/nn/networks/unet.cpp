#include "framework/nn/networks/unet.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>

#include <algorithm>

#include "framework/core/error.h"
#include "framework/nn/layers/initialization.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

constexpr int64_t kMaxDepth = 8;
constexpr int64_t kMaxLevelWidening = 8;
// Counted from the innermost one.
constexpr int64_t kDroppedLevels = 3;

int64_t depth_of(const UNetOptions& options) {
  const int64_t largest = largest_unet_depth(options.height, options.width);
  if (options.depth > largest) {
    throw ConfigError({.what = "the U-Net halves the images too often",
                       .where = "model.depth",
                       .expected = "at most " + std::to_string(largest) + " for images of " +
                                   std::to_string(options.height) + "x" +
                                   std::to_string(options.width),
                       .got = std::to_string(options.depth),
                       .advice = "Use 0 to let it follow from the images."});
  }
  return options.depth > 0 ? options.depth : largest;
}

/// What makes both sides multiples of `unit`, in equal parts before and behind.
Margins margins_to(int64_t unit, int64_t height, int64_t width) {
  const auto missing = [unit](int64_t side) { return (unit - side % unit) % unit; };
  const int64_t rows = missing(height), columns = missing(width);
  return {.left = columns / 2,
          .right = columns - columns / 2,
          .top = rows / 2,
          .bottom = rows - rows / 2};
}

}  // namespace

int64_t largest_unet_depth(int64_t height, int64_t width) {
  int64_t depth = 1;
  while (depth < kMaxDepth && int64_t{1} << depth < std::min(height, width)) ++depth;
  return depth;
}

UNetImpl::UNetImpl(const UNetOptions& options) : options_(options) {
  options_.depth = depth_of(options);
  margins_ = margins_to(int64_t{1} << options_.depth, options.height, options.width);
  for (int64_t level = 0; level < options_.depth; ++level) {
    down_.push_back(register_module("down" + std::to_string(level), down_level(level)));
    up_.push_back(register_module("up" + std::to_string(level), up_level(level)));
    initialize_normal(*down_.back(), options.initial_deviation);
    initialize_normal(*up_.back(), options.initial_deviation);
  }
}

int64_t UNetImpl::width_of(int64_t level) const {
  return options_.base_channels * std::min(int64_t{1} << level, kMaxLevelWidening);
}

void UNetImpl::push_unet_norm(nn::SequentialImpl& layers, int64_t channels) const {
  if (options_.norm == Norm::kBatch && options_.batch_statistics) {
    // Without running statistics evaluation normalizes by its own batch, too.
    layers.push_back(nn::BatchNorm2d(nn::BatchNorm2dOptions(channels).track_running_stats(false)));
  } else {
    push_norm(layers, options_.norm, channels);
  }
}

nn::Sequential UNetImpl::down_level(int64_t level) const {
  nn::Sequential layers;
  if (level > 0) {
    // Not in place: the way up sees the maps as they are in front of it.
    layers->push_back(nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(0.2)));
  }
  const int64_t from = level == 0 ? options_.in_channels : width_of(level - 1);
  layers->push_back(nn::Conv2d(nn::Conv2dOptions(from, width_of(level), 4).stride(2).padding(1)));
  // The innermost map may be a single pixel, of which a norm would leave nothing.
  if (level > 0 && level + 1 < options_.depth) push_unet_norm(*layers, width_of(level));
  return layers;
}

nn::Sequential UNetImpl::up_level(int64_t level) const {
  const bool innermost = level + 1 == options_.depth;
  // All others also see the maps of their size on the way down.
  const int64_t from = innermost ? width_of(level) : 2 * width_of(level);
  const int64_t to = level == 0 ? options_.out_channels : width_of(level - 1);
  nn::Sequential layers(
      nn::ReLU(),
      nn::ConvTranspose2d(nn::ConvTranspose2dOptions(from, to, 4).stride(2).padding(1)));
  if (level == 0) {
    layers->push_back(nn::Tanh());
  } else {
    push_unet_norm(*layers, to);
  }
  return layers;
}

at::Tensor UNetImpl::dropped(const at::Tensor& activations, int64_t level) const {
  const bool drops = is_training() || options_.dropout_in_evaluation;
  // Level 0 gives the image itself.
  if (!drops || options_.dropout == 0.0 || level == 0 || level < options_.depth - kDroppedLevels) {
    return activations;
  }
  return at::dropout(activations, options_.dropout, /*train=*/true);
}

at::Tensor UNetImpl::forward(const at::Tensor& images) {
  std::vector<at::Tensor> seen = {reflection_padded(images, margins_)};
  for (nn::Sequential& level : down_) seen.push_back(level->forward(seen.back()));
  at::Tensor activations = seen.back();
  for (int64_t level = options_.depth - 1; level >= 0; --level) {
    const auto index = static_cast<size_t>(level);
    if (level + 1 < options_.depth) activations = at::cat({seen[index + 1], activations}, 1);
    activations = dropped(up_[index]->forward(activations), level);
  }
  return activations.narrow(2, margins_.top, images.size(2))
      .narrow(3, margins_.left, images.size(3));
}

}  // namespace tandem
