// A convolutional network with drawn weights as feature network: for images of at least
// 8 × 8, grey or in colour, and the same everywhere.
#include <ATen/ATen.h>

#include <cmath>

#include "framework/core/seed.h"
#include "framework/metrics/evaluation_streams.h"
#include "framework/metrics/feature_network_kind.h"
#include "framework/metrics/weighted_network.h"

namespace tandem {
namespace {

constexpr uint64_t kSeed = 1;
constexpr int64_t kVersion = 1;  // of the network and of how its weights are drawn
constexpr int64_t kLeastSide = 8;

bool is_image(const ImageShape& shape) {
  return (shape.channels == 1 || shape.channels == 3) && shape.height >= kLeastSide &&
         shape.width >= kLeastSide;
}

/// Evenly from ±√(6/inputs), which suits rectifiers (He et al., "Delving deep into rectifiers",
/// 2015). Whole numbers are drawn and scaled: what a machine's logarithms round to is no part.
at::Tensor draw(const std::string& name, at::IntArrayRef shape) {
  RandomSequence random(mix_seed(Stream::kInitialization, kSeed, kVersion, stream_of(name)));
  at::Tensor weight = at::empty(shape, at::kFloat);
  const double bound =
      std::sqrt(6.0 * static_cast<double>(shape[0]) / static_cast<double>(weight.numel()));
  auto* values = weight.mutable_data_ptr<float>();
  for (int64_t i = 0; i < weight.numel(); ++i) {
    values[i] = static_cast<float>((2.0 * random.uniform() - 1.0) * bound);
  }
  return weight;
}

/// What an untrained network sees tells distributions apart (Naeem et al., "Reliable fidelity and
/// diversity metrics for generative models", 2020).
SeenBatch see(const NamedLayers& layers, const at::Tensor& pixels) {
  at::Tensor x = in_three_channels(images_of_pixels(pixels) / 127.5 - 1);
  int64_t stride = 1;
  for (const int64_t channels : {32, 64, 96, 128}) {
    x = layers
            .convolve_unbiased(
                x, "convolution" + std::to_string(channels),
                {.channels = channels, .kernel = {3, 3}, .stride = stride, .padding = {1, 1}})
            .relu();
    stride = 2;
  }
  const at::Tensor features = at::cat({mean_over_pixels(x), x.amax({2, 3})}, 1);
  return {features, no_logits(features)};
}

std::unique_ptr<FeatureNetwork> open(const FeatureNetworkSource& source) {
  return with_drawn_weights(
      {.name = "random",
       .accepted_images = "images of at least 8x8, grey or in colour",
       .accepts = is_image,
       .smallest = {kLeastSide, kLeastSide, 3},
       .see = see},
      draw, "random seed " + std::to_string(kSeed) + ", version " + std::to_string(kVersion),
      source.device);
}

}  // namespace

FeatureNetworkKind random_features() {
  return {.name = "random",
          .sentence =
              "Means and maxima of 128 channels of a convolutional network whose weights "
              "are drawn and never change.",
          .open = open};
}

}  // namespace tandem
