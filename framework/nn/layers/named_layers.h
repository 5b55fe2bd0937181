// Layers whose weights are tensors by name: what a network that was trained elsewhere is made of.
// A function of such layers is the whole network; its tensors may be read, drawn or only counted.
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <functional>
#include <string>

namespace tandem {

/// Gives the tensor of a name, which has this shape.
using NamedTensorSource = std::function<at::Tensor(const std::string& name, at::IntArrayRef shape)>;

/// Of a convolution without dilation and groups; pairs are height and width.
struct ConvolutionSizes {
  int64_t channels;  // of its output
  std::array<int64_t, 2> kernel;
  int64_t stride = 1;
  std::array<int64_t, 2> padding = {0, 0};
};

class NamedLayers {
 public:
  explicit NamedLayers(NamedTensorSource tensors) : tensors_(std::move(tensors)) {}

  /// Of images (N, C, H, W), with `<name>.weight` and `<name>.bias`.
  at::Tensor convolve(const at::Tensor& images, const std::string& name,
                      const ConvolutionSizes& sizes) const;
  /// The same without a bias.
  at::Tensor convolve_unbiased(const at::Tensor& images, const std::string& name,
                               const ConvolutionSizes& sizes) const;
  /// Batch norm of images by the statistics that it was trained with: `<name>.weight`, `.bias`,
  /// `.running_mean`, `.running_var`.
  at::Tensor normalize(const at::Tensor& images, const std::string& name, double epsilon) const;
  /// Rows (N, inputs) to (N, outputs), with `<name>.weight` (outputs, inputs) and `<name>.bias`.
  at::Tensor transform(const at::Tensor& rows, const std::string& name, int64_t outputs) const;

  at::Tensor tensor(const std::string& name, at::IntArrayRef shape) const {
    return tensors_(name, shape);
  }

 private:
  NamedTensorSource tensors_;
};

/// Mean over the pixels of images (N, C, H, W): (N, C).
at::Tensor mean_over_pixels(const at::Tensor& images);

/// Pixels (N, H, W, C) uint8 as images (N, C, H, W) float32, 0 … 255.
at::Tensor images_of_pixels(const at::Tensor& pixels);

/// Images (N, 1, H, W) with their channel three times; those with three as they are.
at::Tensor in_three_channels(const at::Tensor& images);

}  // namespace tandem
