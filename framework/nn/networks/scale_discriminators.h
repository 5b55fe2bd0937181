// Discriminators that judge an image at several scales (Wang et al., "High-resolution image
// synthesis and semantic manipulation with conditional GANs", 2018; Liu et al., 2017).
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include <cstdint>
#include <vector>

namespace tandem {

struct ScaleOptions {
  int64_t channels;  // of the image
  int64_t height;
  int64_t width;
  int64_t base_channels = 64;  // of the first layer; doubled by each later one
  int64_t max_layers = 4;      // of stride 2; fewer where a map would fall below 2 scores a side
  int64_t num_scales = 3;      // each half the size of the one before
};

/// The most scales of which the smallest has sides of at least 4 pixels: 4 for 28, 3 for 16.
int64_t largest_num_scales(int64_t height, int64_t width);

/// At each scale strided 4×4 convolutions over reflected borders, LeakyReLU 0.2 and no norm:
/// (N, C, H, W) -> maps of scores (N, 1, h, w), the largest scale first. Throws ConfigError naming
/// `model.num_scales` when there are too many.
class ScaleDiscriminatorsImpl : public torch::nn::Module {
 public:
  explicit ScaleDiscriminatorsImpl(const ScaleOptions& options);
  std::vector<at::Tensor> forward(at::Tensor images);

 private:
  std::vector<torch::nn::Sequential> scales_;
};
TORCH_MODULE(ScaleDiscriminators);

}  // namespace tandem
