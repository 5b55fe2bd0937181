#include "framework/nn/networks/convolutional_pyramid.h"

#include <torch/nn/modules/container/functional.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include <vector>

namespace tandem {
namespace {

namespace nn = torch::nn;

/// The one chosen; else leaky ReLU with this slope, in place.
void push_activation(nn::SequentialImpl& layers, const PyramidOptions& options,
                     double negative_slope) {
  if (options.activation != nullptr) {
    layers.push_back(nn::Functional(options.activation));
  } else {
    push_leaky_relu(layers, negative_slope);
  }
}

/// A side that is halved, rounding up, until it does not exceed `smallest`: for 28 and 4: 28 14
/// 7 4.
std::vector<int64_t> halved_sizes(int64_t size, int64_t smallest) {
  std::vector<int64_t> sizes = {size};
  while (sizes.back() > smallest) sizes.push_back((sizes.back() + 1) / 2);
  return sizes;
}

/// Heights and widths of all levels, both lists of one length: the image first.
struct Levels {
  std::vector<int64_t> heights;
  std::vector<int64_t> widths;
  explicit Levels(const PyramidOptions& options)
      : heights(halved_sizes(options.height, 4)), widths(halved_sizes(options.width, 4)) {
    // Each level halves both sides: the one that is small first goes on below `smallest`.
    while (heights.size() < widths.size()) heights.push_back((heights.back() + 1) / 2);
    while (widths.size() < heights.size()) widths.push_back((widths.back() + 1) / 2);
  }
  size_t count() const { return heights.size() - 1; }
};

int64_t channels_of(const PyramidOptions& options, size_t level) {
  return level == 0 ? options.channels : options.base_channels << (level - 1);
}

}  // namespace

nn::Sequential convolutional_encoder(const PyramidOptions& options, int64_t num_outputs) {
  const Levels levels(options);
  nn::Sequential layers;
  for (size_t level = 0; level < levels.count(); ++level) {
    // Kernel 5, stride 2 and padding 2 lead from n to ⌈n / 2⌉, as halved_sizes counts.
    layers->push_back(nn::Conv2d(
        nn::Conv2dOptions(channels_of(options, level), channels_of(options, level + 1), 5)
            .stride(2)
            .padding(2)));
    if (level > 0) push_norm(*layers, options.norm, channels_of(options, level + 1));
    push_activation(*layers, options, 0.2);
  }
  layers->push_back(nn::Flatten());
  layers->push_back(nn::Linear(
      channels_of(options, levels.count()) * levels.heights.back() * levels.widths.back(),
      num_outputs));
  return layers;
}

nn::Sequential convolutional_generator(const PyramidOptions& options, int64_t latent_size) {
  const Levels levels(options);
  nn::Sequential layers;
  const int64_t top = channels_of(options, levels.count());
  layers->push_back(nn::Linear(latent_size, top * levels.heights.back() * levels.widths.back()));
  layers->push_back(
      nn::Unflatten(nn::UnflattenOptions(1, {top, levels.heights.back(), levels.widths.back()})));
  for (size_t level = levels.count(); level > 0; --level) {
    push_norm(*layers, options.norm, channels_of(options, level));
    push_activation(*layers, options, 0.0);
    // A stride of 2 leads from n to 2n − 1, or to 2n with one row and column of output padding.
    const auto padding = [](int64_t from, int64_t to) { return to - (2 * from - 1); };
    layers->push_back(nn::ConvTranspose2d(
        nn::ConvTranspose2dOptions(channels_of(options, level), channels_of(options, level - 1), 5)
            .stride(2)
            .padding(2)
            .output_padding({padding(levels.heights[level], levels.heights[level - 1]),
                             padding(levels.widths[level], levels.widths[level - 1])})));
  }
  return layers;
}

}  // namespace tandem
