// LeNet-5, trained on MNIST, as feature network.
#include "framework/nn/networks/lenet5.h"

#include <ATen/ATen.h>

#include "framework/metrics/feature_network_kind.h"
#include "framework/metrics/weighted_network.h"

namespace tandem {
namespace {

constexpr int64_t kSide = 32;
constexpr int64_t kDigitSide = 28;  // of MNIST, enlarged

bool is_digit(const ImageShape& shape) {
  return shape.channels == 1 && shape.height == shape.width &&
         (shape.height == kSide || shape.height == kDigitSide);
}

SeenBatch see(const NamedLayers& layers, const at::Tensor& pixels) {
  at::Tensor images = images_of_pixels(pixels) / 255;
  if (images.size(2) != kSide) {
    images = at::upsample_bilinear2d(images, {kSide, kSide}, /*align_corners=*/false);
  }
  const LeNet5Output output = lenet5(layers, images);
  return {output.features, output.logits};
}

std::unique_ptr<FeatureNetwork> open(const FeatureNetworkSource& source) {
  return with_weights_of(read_weights_file(source.name),
                         {.name = "lenet5",
                          .accepted_images = "28x28 or 32x32 grey images",
                          .accepts = is_digit,
                          .smallest = {kDigitSide, kDigitSide, 1},
                          .class_names = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
                          .see = see},
                         source.device);
}

}  // namespace

FeatureNetworkKind lenet5_features() {
  return {.name = "lenet5",
          .sentence = "The 84 last units of LeNet-5, trained on MNIST: for digits.",
          .follows = "FILE",
          .open = open};
}

}  // namespace tandem
