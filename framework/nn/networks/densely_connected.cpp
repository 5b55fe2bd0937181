#include "framework/nn/networks/densely_connected.h"

#include <ATen/ATen.h>
#include <torch/enum.h>
#include <torch/nn/init.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/container/functional.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/pooling.h>
#include <torch/nn/pimpl.h>

#include <algorithm>

#include "framework/nn/layers/nearest_doubling.h"
#include "framework/nn/layers/normalization.h"
#include "framework/nn/networks/strided_networks.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

/// He's normal initialisation, as in the published networks, bias 0.
nn::Conv2d plain_convolution(int64_t in, int64_t out, int64_t size) {
  nn::Conv2d layer(nn::Conv2dOptions(in, out, size).padding(size / 2));
  nn::init::kaiming_normal_(layer->weight, 0.0, torch::kFanIn, torch::kReLU);
  nn::init::zeros_(layer->bias);
  return layer;
}

void push_preactivation(nn::SequentialImpl& layers, const PyramidOptions& options,
                        int64_t channels) {
  push_norm(layers, options.norm, channels);
  layers.push_back(
      nn::Functional(options.activation != nullptr ? options.activation : activation("relu")));
}

/// (N, channels, H, W) -> (N, channels + layers · growth rate, H, W): the maps that came in first.
class DenseBlockImpl : public nn::Module {
 public:
  DenseBlockImpl(const PyramidOptions& options, const DenselyConnectedOptions& blocks,
                 int64_t channels) {
    for (int64_t i = 0; i < blocks.layers_per_block; ++i) {
      nn::Sequential layer;
      push_preactivation(*layer, options, channels);
      layer->push_back(plain_convolution(channels, blocks.growth_rate, 3));
      layers_.push_back(register_module("layer" + std::to_string(i), layer));
      channels += blocks.growth_rate;
    }
  }

  at::Tensor forward(at::Tensor maps) {
    // Each layer sees what all layers before it made.
    for (nn::Sequential& layer : layers_) maps = at::cat({maps, layer->forward(maps)}, 1);
    return maps;
  }

 private:
  std::vector<nn::Sequential> layers_;
};
TORCH_MODULE(DenseBlock);

/// Appends a block; returns how many channels come out of it.
int64_t push_block(nn::SequentialImpl& layers, const PyramidOptions& options,
                   const DenselyConnectedOptions& blocks, int64_t channels) {
  layers.push_back(DenseBlock(options, blocks, channels));
  return channels + blocks.layers_per_block * blocks.growth_rate;
}

/// Appends a transition without its resampling; returns how many channels come out of it.
int64_t push_compression(nn::SequentialImpl& layers, const PyramidOptions& options,
                         double compression, int64_t channels) {
  const auto kept = static_cast<int64_t>(compression * static_cast<double>(channels));
  // A strong compression of few channels would leave none.
  const int64_t out = std::max<int64_t>(1, kept);
  push_preactivation(layers, options, channels);
  layers.push_back(plain_convolution(channels, out, 1));
  return out;
}

}  // namespace

nn::Sequential densely_connected_encoder(const PyramidOptions& options,
                                         const DenselyConnectedOptions& blocks,
                                         int64_t num_outputs) {
  nn::Sequential layers;
  layers->push_back(plain_convolution(options.channels, options.base_channels, 3));
  int64_t channels = options.base_channels;
  for (int64_t level = num_halvings(options.height, options.width); level > 0; --level) {
    channels = push_block(*layers, options, blocks, channels);
    channels = push_compression(*layers, options, blocks.compression, channels);
    layers->push_back(nn::AvgPool2d(2));
  }
  channels = push_block(*layers, options, blocks, channels);
  push_preactivation(*layers, options, channels);
  layers->push_back(nn::AdaptiveAvgPool2d(1));
  layers->push_back(nn::Flatten());
  layers->push_back(nn::Linear(channels, num_outputs));
  return layers;
}

nn::Sequential densely_connected_generator(const PyramidOptions& options,
                                           const DenselyConnectedOptions& blocks,
                                           int64_t latent_size) {
  const int64_t levels = num_halvings(options.height, options.width);
  const int64_t height = options.height >> levels;
  const int64_t width = options.width >> levels;
  int64_t channels = options.base_channels;
  nn::Sequential layers;
  layers->push_back(nn::Linear(latent_size, channels * height * width));
  layers->push_back(nn::Unflatten(nn::UnflattenOptions(1, {channels, height, width})));
  for (int64_t level = 0; level < levels; ++level) {
    channels = push_block(*layers, options, blocks, channels);
    channels = push_compression(*layers, options, blocks.compression, channels);
    layers->push_back(nearest_doubling());
  }
  channels = push_block(*layers, options, blocks, channels);
  push_preactivation(*layers, options, channels);
  layers->push_back(plain_convolution(channels, options.channels, 3));
  return layers;
}

}  // namespace tandem
