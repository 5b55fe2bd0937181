#include "framework/metrics/cifar_features.h"

#include <ATen/ATen.h>

#include "framework/metrics/weighted_network.h"
#include "framework/nn/networks/cifar_resnet.h"

namespace tandem {
namespace {

constexpr ImageShape kCifar = {.height = 32, .width = 32, .channels = 3};

/// By the means and deviations of ImageNet.
/// The published networks were trained on CIFAR-10 with these, too.
at::Tensor normalized_like_imagenet(const at::Tensor& pixels) {
  const at::Tensor images = images_of_pixels(pixels) / 255;
  const at::Tensor mean = at::tensor({0.485F, 0.456F, 0.406F}, images.options());
  const at::Tensor deviation = at::tensor({0.229F, 0.224F, 0.225F}, images.options());
  return (images - mean.view({1, 3, 1, 1})) / deviation.view({1, 3, 1, 1});
}

}  // namespace

FeatureNetworkKind cifar_features(const std::string& name, int64_t blocks_per_group) {
  const WeightedNetwork network = {
      .name = name,
      .accepted_images = "32x32 images in colour",
      .accepts = [](const ImageShape& shape) { return same_shape(shape, kCifar); },
      .smallest = kCifar,
      .class_names = {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse",
                      "ship", "truck"},
      .see = [=](const NamedLayers& layers, const at::Tensor& pixels) -> SeenBatch {
        const CifarResnetOutput output =
            cifar_resnet(layers, normalized_like_imagenet(pixels), blocks_per_group);
        return {output.features, output.logits};
      }};
  return {.name = name,
          .sentence = "The 64 last channels of a residual network, trained on CIFAR-10.",
          .follows = "FILE",
          .open = [network](const FeatureNetworkSource& source) {
            return with_weights_of(read_weights_file(source.name), network, source.device);
          }};
}

}  // namespace tandem
