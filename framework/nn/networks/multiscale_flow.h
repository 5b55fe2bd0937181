// The multi-scale architecture of Real NVP (Dinh et al., "Density estimation using Real NVP",
// 2017): an invertible map of images to latents of as many dimensions.
#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "framework/nn/layers/bijection.h"
#include "framework/nn/layers/coupling.h"
#include "framework/nn/layers/invertible_norm.h"

namespace tandem {

/// (N, C, H, W) -> (N, 4C, H/2, W/2); the C channels of the upper left pixel of each 2×2 block come
/// first, then those of the upper right, lower left and lower right one. Sides must be even.
at::Tensor squeeze_blocks(const at::Tensor& images);
/// The way back.
at::Tensor unsqueeze_blocks(const at::Tensor& images);

struct FlowShape {
  int64_t channels;  // of the image
  int64_t height;
  int64_t width;
  int64_t num_scales = 3;
  int64_t initial_squeezes = 0;  // before the first coupling
  int64_t couplings = 3;         // of each mask in a scale
  int64_t hidden_channels = 32;  // of the first scale; doubled by each later squeeze
  int64_t residual_blocks = 1;   // in every coupling's network
  std::string normalization = "activation_norm";  // before every coupling
};

/// A scale is: couplings over a checkerboard, a squeeze, couplings over channels, and half of the
/// channels leave as latents: of every 2×2 block the pixels upper right and lower left, as in the
/// paper's own program, so that the next scale sees every row and column. The last scale has only
/// one checkerboard coupling more. (N, C, H, W) <-> (N, D) with D = C·H·W; the latents of the last
/// scale come first.
class MultiscaleFlowImpl : public torch::nn::Module {
 public:
  /// Throws Error when the sides cannot be halved initial_squeezes + num_scales − 1 times.
  explicit MultiscaleFlowImpl(const FlowShape& shape);

  /// Latents (N, D) and the log-determinant (N).
  Transformed forward(const at::Tensor& images) { return walk(images, /*initializes=*/false); }
  /// Images from latents.
  at::Tensor inverse(const at::Tensor& latents);
  /// Initializes every normalization by what reaches it when the flow sees these images.
  void initialize(const at::Tensor& images);

 private:
  struct Step {
    std::shared_ptr<InvertibleNorm> norm;
    AffineCoupling coupling{nullptr};
  };
  struct Scale {
    std::vector<Step> checkerboards;
    std::vector<Step> channels;         // empty in the last scale
    std::vector<int64_t> latent_shape;  // (C, H, W) of what leaves
  };

  std::vector<Step> make_steps(const std::string& name, int64_t count, CouplingOptions options);
  Transformed walk(const at::Tensor& images, bool initializes);

  FlowShape shape_;
  std::vector<Scale> scales_;
};
TORCH_MODULE(MultiscaleFlow);

}  // namespace tandem
