// SqueezeNet 1.1 without its last layer, trained on ImageNet, as feature network.
#include "framework/nn/networks/squeezenet.h"

#include <ATen/ATen.h>

#include "framework/metrics/feature_network_kind.h"
#include "framework/metrics/weighted_network.h"

namespace tandem {
namespace {

constexpr int64_t kLeastSide = 48;

bool is_large(const ImageShape& shape) {
  return shape.channels == 3 && shape.height >= kLeastSide && shape.width >= kLeastSide;
}

/// Blue, green, red, without the means of ImageNet.
at::Tensor input_of(const at::Tensor& pixels) {
  const at::Tensor images = images_of_pixels(pixels).flip(1);
  // In this order of colours, as Caffe's networks took them.
  return images - at::tensor({103.939F, 116.779F, 123.68F}, images.options()).view({1, 3, 1, 1});
}

SeenBatch see(const NamedLayers& layers, const at::Tensor& pixels) {
  const at::Tensor features = mean_over_pixels(squeezenet(layers, input_of(pixels)));
  return {features, no_logits(features)};
}

std::unique_ptr<FeatureNetwork> open(const FeatureNetworkSource& source) {
  return with_weights_of(read_weights_file(source.name),
                         {.name = "squeezenet",
                          .accepted_images = "images in colour of at least 48x48",
                          .accepts = is_large,
                          .smallest = {kLeastSide, kLeastSide, 3},
                          .see = see},
                         source.device);
}

}  // namespace

FeatureNetworkKind squeezenet_features() {
  return {.name = "squeezenet",
          .sentence = "The 512 last channels of SqueezeNet 1.1, trained on ImageNet.",
          .follows = "FILE",
          .open = open};
}

}  // namespace tandem
