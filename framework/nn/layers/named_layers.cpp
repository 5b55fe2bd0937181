#include "framework/nn/layers/named_layers.h"

#include <ATen/ATen.h>

namespace tandem {

at::Tensor NamedLayers::convolve(const at::Tensor& images, const std::string& name,
                                 const ConvolutionSizes& sizes) const {
  return convolve_unbiased(images, name, sizes) +
         tensor(name + ".bias", {sizes.channels}).view({1, -1, 1, 1});
}

at::Tensor NamedLayers::convolve_unbiased(const at::Tensor& images, const std::string& name,
                                          const ConvolutionSizes& sizes) const {
  const auto [height, width] = sizes.kernel;
  const at::Tensor weight =
      tensor(name + ".weight", {sizes.channels, images.size(1), height, width});
  return at::conv2d(images, weight, /*bias=*/{}, sizes.stride, sizes.padding);
}

at::Tensor NamedLayers::normalize(const at::Tensor& images, const std::string& name,
                                  double epsilon) const {
  const auto of_channels = [&](const char* part) { return tensor(name + part, {images.size(1)}); };
  return at::batch_norm(images, of_channels(".weight"), of_channels(".bias"),
                        of_channels(".running_mean"), of_channels(".running_var"),
                        /*training=*/false, /*momentum=*/0.0, epsilon, /*cudnn_enabled=*/false);
}

at::Tensor NamedLayers::transform(const at::Tensor& rows, const std::string& name,
                                  int64_t outputs) const {
  const at::Tensor weight = tensor(name + ".weight", {outputs, rows.size(1)});
  return at::linear(rows, weight, tensor(name + ".bias", {outputs}));
}

at::Tensor mean_over_pixels(const at::Tensor& images) { return images.mean({2, 3}); }

at::Tensor images_of_pixels(const at::Tensor& pixels) {
  return pixels.permute({0, 3, 1, 2}).to(at::kFloat).contiguous();
}

at::Tensor in_three_channels(const at::Tensor& images) {
  return images.size(1) == 3 ? images : images.expand({-1, 3, -1, -1});
}

}  // namespace tandem
