// Affine coupling layers (Dinh et al., "Density estimation using Real NVP", 2017): one half of the
// image is scaled and shifted by functions of the other.
#pragma once

#include <torch/nn/modules/conv.h>

#include <cstdint>
#include <vector>

#include "framework/nn/layers/bijection.h"

namespace tandem {

/// What a coupling leaves as it is: every second pixel, or half of the channels.
enum class CouplingMask { kCheckerboard, kChannels };

struct CouplingOptions {
  CouplingMask mask = CouplingMask::kCheckerboard;
  bool flipped = false;  // leaves the other half as it is
  int64_t channels;      // of the image; even for the mask over channels
  int64_t hidden_channels;
  int64_t residual_blocks = 1;
};

/// 1 where height + width is even, else 0: (1, 1, H, W); `flipped`: the other way round.
at::Tensor checkerboard(int64_t height, int64_t width, bool flipped,
                        const at::TensorOptions& options);

/// (N, in, H, W) -> (N, out, H, W): a 3×3 convolution, bottleneck residual blocks with the
/// activation first (He et al., "Identity mappings in deep residual networks", 2016), and a 3×3
/// convolution that starts at zero.
class CouplingNetworkImpl : public torch::nn::Module {
 public:
  CouplingNetworkImpl(int64_t in, int64_t hidden, int64_t out, int64_t residual_blocks);
  at::Tensor forward(const at::Tensor& images);

 private:
  /// 1×1 to half as many channels, 3×3, and 1×1 back.
  struct Block {
    torch::nn::Conv2d narrow{nullptr};
    torch::nn::Conv2d middle{nullptr};
    torch::nn::Conv2d widen{nullptr};
  };

  torch::nn::Conv2d first_{nullptr};
  std::vector<Block> blocks_;
  torch::nn::Conv2d last_{nullptr};
};
TORCH_MODULE(CouplingNetwork);

/// y = x where the mask is 1, x · exp(s) + t elsewhere; s and t see only what stays. The scale is
/// bounded: s = w · tanh(…), one learned w per channel, 1 at the start. Starts as the identity.
/// Differentiable; images are (N, C, H, W).
class AffineCouplingImpl : public torch::nn::Module {
 public:
  explicit AffineCouplingImpl(const CouplingOptions& options);
  Transformed forward(const at::Tensor& images);
  /// x from y.
  at::Tensor inverse(const at::Tensor& images);

 private:
  /// s and t of the pixels that change, from those that stay.
  struct Affine {
    at::Tensor log_scale;
    at::Tensor shift;
  };
  /// The half of the channels that stays, and the half that changes.
  struct Halves {
    at::Tensor kept;
    at::Tensor changed;
  };

  Affine affine_of(const at::Tensor& kept);
  /// The same over the whole image; 0 where the mask is 1.
  Affine checkerboard_affine_of(const at::Tensor& images);
  Halves split(const at::Tensor& images) const;
  at::Tensor join(const Halves& halves) const;

  CouplingOptions options_;
  CouplingNetwork network_{nullptr};
  at::Tensor scale_bound_;
};
TORCH_MODULE(AffineCoupling);

}  // namespace tandem
