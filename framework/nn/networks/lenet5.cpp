#include "framework/nn/networks/lenet5.h"

#include <ATen/ATen.h>

namespace tandem {

LeNet5Output lenet5(const NamedLayers& layers, const at::Tensor& images) {
  at::Tensor x = layers.convolve(images, "convnet.c1", {.channels = 6, .kernel = {5, 5}}).relu();
  x = at::max_pool2d(x, 2);
  x = layers.convolve(x, "convnet.c3", {.channels = 16, .kernel = {5, 5}}).relu();
  x = at::max_pool2d(x, 2);
  // Of maps of 5×5 one pixel is left.
  x = layers.convolve(x, "convnet.c5", {.channels = 120, .kernel = {5, 5}}).relu();
  const at::Tensor features = layers.transform(x.flatten(1), "fc.f6", 84).relu();
  return {features, layers.transform(features, "fc.f7", 10)};
}

}  // namespace tandem
