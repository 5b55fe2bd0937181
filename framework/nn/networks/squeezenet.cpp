#include "framework/nn/networks/squeezenet.h"

#include <ATen/ATen.h>

#include <string>

namespace tandem {
namespace {

/// To few channels, and from these to twice `expanded`.
at::Tensor fire(const NamedLayers& layers, const std::string& name, const at::Tensor& images,
                int64_t squeezed, int64_t expanded) {
  const ConvolutionSizes small = {.channels = expanded, .kernel = {1, 1}};
  const ConvolutionSizes large = {.channels = expanded, .kernel = {3, 3}, .padding = {1, 1}};
  const at::Tensor narrow =
      layers.convolve(images, name + ".squeeze1x1", {.channels = squeezed, .kernel = {1, 1}})
          .relu();
  return at::cat({layers.convolve(narrow, name + ".expand1x1", small),
                  layers.convolve(narrow, name + ".expand3x3", large)},
                 1)
      .relu();
}

}  // namespace

at::Tensor squeezenet(const NamedLayers& layers, const at::Tensor& images) {
  at::Tensor x = layers.convolve(images, "conv1", {.channels = 64, .kernel = {3, 3}, .stride = 2});
  // Version 1.1 pools earlier than 1.0: in front of fire2, fire4 and fire6.
  x = fire(layers, "fire2", at::max_pool2d(x.relu(), 3, 2), 16, 64);
  x = fire(layers, "fire3", x, 16, 64);
  x = fire(layers, "fire4", at::max_pool2d(x, 3, 2), 32, 128);
  x = fire(layers, "fire5", x, 32, 128);
  x = fire(layers, "fire6", at::max_pool2d(x, 3, 2), 48, 192);
  x = fire(layers, "fire7", x, 48, 192);
  x = fire(layers, "fire8", x, 64, 256);
  return fire(layers, "fire9", x, 64, 256);
}

}  // namespace tandem
