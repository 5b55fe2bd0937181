#include "framework/nn/networks/scale_discriminators.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>

#include <algorithm>

#include "framework/core/error.h"
#include "framework/nn/layers/initialization.h"
#include "framework/nn/layers/reflection.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

constexpr int64_t kSmallestScale = 4;  // pixels
constexpr int64_t kFewestScores = 2;   // scores along a side
constexpr double kDeviationOfWeights = 0.02;

/// Side of the image at the next scale.
int64_t next_scale(int64_t side) { return (side + 1) / 2; }

void check_scales(const ScaleOptions& options) {
  const int64_t most = largest_num_scales(options.height, options.width);
  if (options.num_scales <= most) return;
  throw ConfigError(
      {.what = "the smallest scale would be below " + std::to_string(kSmallestScale) + " pixels",
       .where = "model.num_scales",
       .expected = "at most " + std::to_string(most) + " for images of " +
                   std::to_string(options.height) + "x" + std::to_string(options.width),
       .got = std::to_string(options.num_scales)});
}

/// The layers of a scale whose smaller side is that long.
nn::Sequential layers_for(const ScaleOptions& options, int64_t side) {
  nn::Sequential layers;
  int64_t from = options.channels;
  int64_t to = options.base_channels;
  for (int64_t layer = 0; layer < options.max_layers && side / 2 >= kFewestScores; ++layer) {
    layers->push_back(ReflectionPadding(1));
    layers->push_back(nn::Conv2d(nn::Conv2dOptions(from, to, 4).stride(2)));
    layers->push_back(nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(0.2)));
    from = to;
    to *= 2;
    side /= 2;
  }
  layers->push_back(nn::Conv2d(nn::Conv2dOptions(from, 1, 1)));
  return layers;
}

}  // namespace

int64_t largest_num_scales(int64_t height, int64_t width) {
  int64_t count = 0;
  for (int64_t side = std::min(height, width); side >= kSmallestScale; side = next_scale(side)) {
    ++count;
  }
  return count;
}

ScaleDiscriminatorsImpl::ScaleDiscriminatorsImpl(const ScaleOptions& options) {
  check_scales(options);
  int64_t side = std::min(options.height, options.width);
  for (int64_t scale = 0; scale < options.num_scales; ++scale) {
    scales_.push_back(register_module("scale" + std::to_string(scale), layers_for(options, side)));
    initialize_normal(*scales_.back(), kDeviationOfWeights);
    side = next_scale(side);
  }
}

std::vector<at::Tensor> ScaleDiscriminatorsImpl::forward(at::Tensor images) {
  std::vector<at::Tensor> scores;
  for (size_t scale = 0; scale < scales_.size(); ++scale) {
    if (scale > 0) {
      // Without the padding, which would darken the edge at every scale.
      images = at::avg_pool2d(images, 3, 2, 1, /*ceil_mode=*/false, /*count_include_pad=*/false);
    }
    scores.push_back(scales_[scale]->forward(images));
  }
  return scores;
}

}  // namespace tandem
