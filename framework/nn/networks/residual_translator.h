// The image-to-image network of Johnson et al., "Perceptual losses for real-time style transfer and
// super-resolution", 2016, and its parts: down, residual blocks, up; and those of the authors' code
// for Liu et al., "Unsupervised image-to-image translation networks", 2017.
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include <cstdint>

#include "framework/nn/layers/normalization.h"

namespace tandem {

/// x + f(x), f two 3×3 convolutions over reflected borders, a norm behind each and ReLU between:
/// (N, C, H, W) -> the same shape.
class ResidualBlockImpl : public torch::nn::Module {
 public:
  ResidualBlockImpl(int64_t channels, Norm norm);
  at::Tensor forward(const at::Tensor& images) { return images + layers_->forward(images); }

 private:
  torch::nn::Sequential layers_;
};
TORCH_MODULE(ResidualBlock);

struct ResidualOptions {
  int64_t in_channels;  // of the images that come in
  int64_t out_channels;
  int64_t height;
  int64_t width;
  int64_t base_channels = 64;  // of the level next to the image; doubled by each halving
  int64_t num_blocks = 9;
  Norm norm = Norm::kInstance;
  bool reflected_halving = false;  // by 4×4 convolutions over reflected borders, not 3×3 over zeros
  bool nearest_doubling = false;  // of pixels, then a 5×5 convolution over reflected borders and
                                  // layer norm, not transposed 3×3 convolutions and `norm`
  double initial_deviation = 0.02;
};

/// How often the blocks see the image halved: twice, less where a side is odd or would fall below 7
/// (28 -> 2, 16 -> 1).
int64_t num_residual_halvings(int64_t height, int64_t width);

/// 7×7 convolution and strided ones, norm and ReLU behind each: (N, in_channels, H, W) ->
/// (N, C, h, w), which the blocks see.
void push_down_path(torch::nn::SequentialImpl& layers, const ResidualOptions& options);

/// `count` residual blocks.
void push_residual_blocks(torch::nn::SequentialImpl& layers, const ResidualOptions& options,
                          int64_t count);

/// The way back, as often doubled as it was halved, and a 7×7 convolution: tanh,
/// (N, out_channels, H, W).
void push_up_path(torch::nn::SequentialImpl& layers, const ResidualOptions& options);

/// All of them, weights from N(0, initial_deviation): (N, in_channels, H, W) ->
/// (N, out_channels, H, W) in [−1, 1].
torch::nn::Sequential residual_translator(const ResidualOptions& options);

}  // namespace tandem
