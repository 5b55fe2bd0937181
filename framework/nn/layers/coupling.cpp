#include "framework/nn/layers/coupling.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>
#include <torch/utils.h>

#include <algorithm>
#include <string>

#include "framework/core/error.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

nn::Conv2d convolution(int64_t from, int64_t to, int64_t size) {
  return nn::Conv2d(nn::Conv2dOptions(from, to, size).padding(size / 2));
}

/// Channels of the half that a coupling sees, or changes: both are of one size.
int64_t half_channels(const CouplingOptions& options) {
  if (options.mask == CouplingMask::kCheckerboard) return options.channels;
  if (options.channels % 2 != 0) {
    throw Error(ExitCode::kInternal, {.what = "a mask over channels needs two equal halves",
                                      .expected = "an even number of channels",
                                      .got = std::to_string(options.channels)});
  }
  return options.channels / 2;
}

}  // namespace

at::Tensor checkerboard(int64_t height, int64_t width, bool flipped,
                        const at::TensorOptions& options) {
  const at::Tensor rows = at::arange(height, options).unsqueeze(1);
  // Odd sums give 1: with one added, the places whose own sum is even.
  const at::Tensor sums = rows + at::arange(width, options) + (flipped ? 0 : 1);
  return sums.remainder(2).view({1, 1, height, width});
}

CouplingNetworkImpl::CouplingNetworkImpl(int64_t in, int64_t hidden, int64_t out,
                                         int64_t residual_blocks) {
  first_ = register_module("first", convolution(in, hidden, 3));
  const int64_t narrow = std::max<int64_t>(1, hidden / 2);
  for (int64_t i = 0; i < residual_blocks; ++i) {
    const std::string name = "block" + std::to_string(i) + "_";
    blocks_.push_back({.narrow = register_module(name + "narrow", convolution(hidden, narrow, 1)),
                       .middle = register_module(name + "middle", convolution(narrow, narrow, 3)),
                       .widen = register_module(name + "widen", convolution(narrow, hidden, 1))});
  }
  last_ = register_module("last", convolution(hidden, out, 3));
  const torch::NoGradGuard no_gradients;
  // Scale and shift begin at 0: a coupling begins as the identity.
  last_->weight.zero_();
  last_->bias.zero_();
}

at::Tensor CouplingNetworkImpl::forward(const at::Tensor& images) {
  at::Tensor hidden = first_->forward(images);
  for (Block& block : blocks_) {
    // Not in place: the shortcut takes `hidden` as it is.
    const at::Tensor narrow = block.narrow->forward(at::relu(hidden)).relu_();
    hidden = hidden + block.widen->forward(block.middle->forward(narrow).relu_());
  }
  return last_->forward(hidden.relu_());
}

AffineCouplingImpl::AffineCouplingImpl(const CouplingOptions& options) : options_(options) {
  const int64_t half = half_channels(options);
  network_ = register_module(
      "network", CouplingNetwork(half, options.hidden_channels, 2 * half, options.residual_blocks));
  scale_bound_ = register_parameter("scale_bound", at::ones({half, 1, 1}));
}

AffineCouplingImpl::Affine AffineCouplingImpl::affine_of(const at::Tensor& kept) {
  const std::vector<at::Tensor> output = network_->forward(kept).chunk(2, 1);
  // Bounded, because its exponential is taken.
  return {.log_scale = scale_bound_ * output[0].tanh(), .shift = output[1]};
}

AffineCouplingImpl::Affine AffineCouplingImpl::checkerboard_affine_of(const at::Tensor& images) {
  const auto mask = [&](bool flipped) {
    return checkerboard(images.size(2), images.size(3), flipped, images.options());
  };
  const Affine affine = affine_of(images * mask(options_.flipped));
  // The network gives numbers for all pixels. At those that stay both become 0, which neither moves
  // them nor adds to the determinant.
  const at::Tensor changes = mask(!options_.flipped);
  return {.log_scale = affine.log_scale * changes, .shift = affine.shift * changes};
}

AffineCouplingImpl::Halves AffineCouplingImpl::split(const at::Tensor& images) const {
  const std::vector<at::Tensor> halves = images.chunk(2, 1);
  return {.kept = halves[options_.flipped ? 1 : 0], .changed = halves[options_.flipped ? 0 : 1]};
}

at::Tensor AffineCouplingImpl::join(const Halves& halves) const {
  return options_.flipped ? at::cat({halves.changed, halves.kept}, 1)
                          : at::cat({halves.kept, halves.changed}, 1);
}

Transformed AffineCouplingImpl::forward(const at::Tensor& images) {
  if (options_.mask == CouplingMask::kCheckerboard) {
    const Affine affine = checkerboard_affine_of(images);
    return {.values = images * affine.log_scale.exp() + affine.shift,
            .log_determinant = affine.log_scale.sum({1, 2, 3})};
  }
  const auto [kept, changed] = split(images);
  const Affine affine = affine_of(kept);
  // The Jacobian is triangular: its determinant is the product of the scales.
  return {.values = join({kept, changed * affine.log_scale.exp() + affine.shift}),
          .log_determinant = affine.log_scale.sum({1, 2, 3})};
}

at::Tensor AffineCouplingImpl::inverse(const at::Tensor& images) {
  if (options_.mask == CouplingMask::kCheckerboard) {
    const Affine affine = checkerboard_affine_of(images);
    // Pixels that stay are the same both ways, and with them scale and shift.
    return (images - affine.shift) * (-affine.log_scale).exp();
  }
  const auto [kept, changed] = split(images);
  const Affine affine = affine_of(kept);
  return join({kept, (changed - affine.shift) * (-affine.log_scale).exp()});
}

}  // namespace tandem
