#include "framework/nn/networks/cifar_resnet.h"

#include <ATen/ATen.h>

#include <array>
#include <string>

namespace tandem {
namespace {

// PyTorch's default, with which the published weights were trained.
constexpr double kResnetEpsilon = 1e-5;

/// A convolution that keeps the size, or halves it with stride 2, and its batch norm.
at::Tensor convolve(const NamedLayers& layers, const std::string& prefix, const std::string& number,
                    const at::Tensor& images, std::array<int64_t, 2> channels_and_stride) {
  const auto [channels, stride] = channels_and_stride;
  const at::Tensor convolved = layers.convolve_unbiased(
      images, prefix + "conv" + number,
      {.channels = channels, .kernel = {3, 3}, .stride = stride, .padding = {1, 1}});
  return layers.normalize(convolved, prefix + "bn" + number, kResnetEpsilon);
}

at::Tensor shortcut(const at::Tensor& images, int64_t channels) {
  if (images.size(1) == channels) return images;
  const int64_t added = (channels - images.size(1)) / 2;  // on either side
  const at::Tensor every_second = images.slice(2, 0, {}, 2).slice(3, 0, {}, 2);
  return at::constant_pad_nd(every_second, {0, 0, 0, 0, added, added});
}

}  // namespace

CifarResnetOutput cifar_resnet(const NamedLayers& layers, const at::Tensor& images,
                               int64_t blocks_per_group) {
  at::Tensor x = convolve(layers, "", "1", images, {16, 1}).relu();
  for (const int64_t group : {1, 2, 3}) {
    const int64_t channels = 8 << group;
    for (int64_t block = 0; block < blocks_per_group; ++block) {
      const std::string name = "layer" + std::to_string(group) + "." + std::to_string(block) + ".";
      // The size is halved where the channels double: by the first block of the later groups.
      const int64_t stride = channels / x.size(1);
      const at::Tensor inner = convolve(layers, name, "1", x, {channels, stride}).relu();
      x = (convolve(layers, name, "2", inner, {channels, 1}) + shortcut(x, channels)).relu();
    }
  }
  const at::Tensor features = mean_over_pixels(x);
  return {features, layers.transform(features, "linear", 10)};
}

}  // namespace tandem
