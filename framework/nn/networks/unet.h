// The U-Net that translates images (Ronneberger et al., 2015; Isola et al., "Image-to-image
// translation with conditional adversarial networks", 2017).
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include <cstdint>
#include <vector>

#include "framework/nn/layers/normalization.h"
#include "framework/nn/layers/reflection.h"

namespace tandem {

struct UNetOptions {
  int64_t in_channels;
  int64_t out_channels;
  int64_t height;
  int64_t width;
  int64_t base_channels = 64;  // of the level next to the image; doubled by each later one, up to 8
  int64_t depth = 0;           // halvings; 0: largest_unet_depth
  Norm norm = Norm::kBatch;
  bool batch_statistics = false;  // batch norm normalizes by its batch in evaluation too
  double dropout = 0.0;           // of the three innermost levels on the way up
  bool dropout_in_evaluation = false;
  double initial_deviation = 0.02;
};

/// Halvings until the smaller side, rounded up to a power of two, is 1, at most 8: 28 -> 5.
int64_t largest_unet_depth(int64_t height, int64_t width);

/// Strided 4×4 convolutions down, transposed ones up, where each level sees the one of its size on
/// the way down: (N, in_channels, H, W) -> (N, out_channels, H, W), tanh. Images are padded by
/// reflection to multiples of 2^depth and cropped back. Throws ConfigError naming `model.depth`
/// when the images cannot be halved so often.
class UNetImpl : public torch::nn::Module {
 public:
  explicit UNetImpl(const UNetOptions& options);
  at::Tensor forward(const at::Tensor& images);

 private:
  int64_t width_of(int64_t level) const;
  void push_unet_norm(torch::nn::SequentialImpl& layers, int64_t channels) const;
  torch::nn::Sequential down_level(int64_t level) const;
  torch::nn::Sequential up_level(int64_t level) const;
  at::Tensor dropped(const at::Tensor& activations, int64_t level) const;

  UNetOptions options_;
  Margins margins_;
  std::vector<torch::nn::Sequential> down_;  // level 0 is next to the image
  std::vector<torch::nn::Sequential> up_;
};
TORCH_MODULE(UNet);

}  // namespace tandem
