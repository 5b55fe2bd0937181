#include "framework/nn/networks/residual_pyramid.h"

#include <ATen/ATen.h>
#include <torch/nn/init.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/container/functional.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/pooling.h>
#include <torch/nn/pimpl.h>

#include <algorithm>
#include <numbers>

#include "framework/nn/layers/nearest_doubling.h"
#include "framework/nn/layers/normalization.h"
#include "framework/nn/networks/strided_networks.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

enum class Resampling { kNone, kHalved, kDoubled };

struct BlockShape {
  int64_t in;
  int64_t out;
  Resampling resampling;
  bool meets_image = false;
};

/// Glorot's uniform initialisation, bias 0; the published code multiplies the deviation by √2 in
/// front of rectifiers.
template <class Layer>
Layer initialized(Layer layer, double gain) {
  nn::init::xavier_uniform_(layer->weight, gain);
  nn::init::zeros_(layer->bias);
  return layer;
}

nn::Conv2d scaled_convolution(int64_t in, int64_t out, int64_t size, double gain) {
  return initialized(nn::Conv2d(nn::Conv2dOptions(in, out, size).padding(size / 2)), gain);
}

nn::Functional activation_of(const PyramidOptions& options) {
  return nn::Functional(options.activation != nullptr ? options.activation : activation("relu"));
}

/// (N, in, H, W) -> (N, out, H', W'): the sum of two paths.
class PyramidBlockImpl : public nn::Module {
 public:
  PyramidBlockImpl(const PyramidOptions& options, const BlockShape& shape) {
    push_path(options, shape);
    push_shortcut(shape);
    register_module("path", path_);
    if (!shortcut_->is_empty()) register_module("shortcut", shortcut_);
  }

  at::Tensor forward(const at::Tensor& maps) {
    const at::Tensor kept = shortcut_->is_empty() ? maps : shortcut_->forward(maps);
    return kept + path_->forward(maps);
  }

 private:
  /// As published, doubling stands in front of the first convolution and pooling behind the second:
  /// both convolutions see the larger maps.
  void push_path(const PyramidOptions& options, const BlockShape& shape) {
    if (!shape.meets_image) {
      push_norm(*path_, options.norm, shape.in);
      path_->push_back(activation_of(options));
    }
    if (shape.resampling == Resampling::kDoubled) path_->push_back(nearest_doubling());
    path_->push_back(scaled_convolution(shape.in, shape.out, 3, std::numbers::sqrt2));
    if (!shape.meets_image) push_norm(*path_, options.norm, shape.out);
    path_->push_back(activation_of(options));
    path_->push_back(scaled_convolution(shape.out, shape.out, 3, std::numbers::sqrt2));
    if (shape.resampling == Resampling::kHalved) path_->push_back(nn::AvgPool2d(2));
  }

  /// A 1×1 convolution gives the same on either side of the resampling: it takes the smaller one.
  void push_shortcut(const BlockShape& shape) {
    // Left empty, it hands the maps through.
    if (shape.resampling == Resampling::kNone && shape.in == shape.out) return;
    if (shape.resampling == Resampling::kHalved) shortcut_->push_back(nn::AvgPool2d(2));
    shortcut_->push_back(scaled_convolution(shape.in, shape.out, 1, 1.0));
    if (shape.resampling == Resampling::kDoubled) shortcut_->push_back(nearest_doubling());
  }

  nn::Sequential path_;
  nn::Sequential shortcut_;
};
TORCH_MODULE(PyramidBlock);

/// Halvings of the encoder: to 8 pixels or the next size below.
int64_t num_pooled(const PyramidOptions& options) {
  const int64_t most = num_halvings(options.height, options.width);
  // The first block halves in any case: it is the one that meets the image.
  int64_t count = 1;
  while (count < most && std::max(options.height, options.width) >> count > 8) ++count;
  return count;
}

}  // namespace

nn::Sequential residual_encoder(const PyramidOptions& options, int64_t num_outputs) {
  const int64_t channels = options.base_channels;
  nn::Sequential layers;
  layers->push_back(PyramidBlock(
      options, BlockShape{options.channels, channels, Resampling::kHalved, /*meets_image=*/true}));
  for (int64_t i = 1; i < num_pooled(options); ++i) {
    layers->push_back(PyramidBlock(options, BlockShape{channels, channels, Resampling::kHalved}));
  }
  for (int i = 0; i < 2; ++i) {
    layers->push_back(PyramidBlock(options, BlockShape{channels, channels, Resampling::kNone}));
  }
  layers->push_back(activation_of(options));
  layers->push_back(nn::AdaptiveAvgPool2d(1));
  layers->push_back(nn::Flatten());
  layers->push_back(initialized(nn::Linear(channels, num_outputs), 1.0));
  return layers;
}

nn::Sequential residual_generator(const PyramidOptions& options, int64_t latent_size) {
  const int64_t channels = options.base_channels;
  const int64_t levels = num_halvings(options.height, options.width);
  const int64_t height = options.height >> levels;
  const int64_t width = options.width >> levels;
  nn::Sequential layers;
  layers->push_back(initialized(nn::Linear(latent_size, channels * height * width), 1.0));
  layers->push_back(nn::Unflatten(nn::UnflattenOptions(1, {channels, height, width})));
  for (int64_t i = 0; i < levels; ++i) {
    layers->push_back(PyramidBlock(options, BlockShape{channels, channels, Resampling::kDoubled}));
  }
  push_norm(*layers, options.norm, channels);
  layers->push_back(activation_of(options));
  layers->push_back(scaled_convolution(channels, options.channels, 3, 1.0));
  return layers;
}

}  // namespace tandem
