#include "framework/nn/networks/residual_translator.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>

#include "framework/nn/layers/initialization.h"
#include "framework/nn/layers/nearest_doubling.h"
#include "framework/nn/layers/reflection.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

constexpr int64_t kMaxHalvings = 2;
constexpr int64_t kSmallestSide = 7;

struct ReflectedConvolution {
  int64_t kernel;
  int64_t stride = 1;
  at::MemoryFormat cpu_format = at::MemoryFormat::Preserve;
};

void push_reflected_convolution(nn::SequentialImpl& layers, int64_t from, int64_t to,
                                const ReflectedConvolution& shape) {
  // An odd kernel keeps the size; 4 with stride 2 and a margin of 1 halves it exactly.
  layers.push_back(ReflectionPadding((shape.kernel - 1) / 2, shape.cpu_format));
  layers.push_back(nn::Conv2d(nn::Conv2dOptions(from, to, shape.kernel).stride(shape.stride)));
}

void push_norm_and_activation(nn::SequentialImpl& layers, Norm norm, int64_t channels) {
  push_norm(layers, norm, channels);
  layers.push_back(nn::ReLU());
}

/// To half as many channels on sides twice as long.
void push_doubling(nn::SequentialImpl& layers, const ResidualOptions& options, int64_t channels) {
  if (options.nearest_doubling) {
    layers.push_back(nearest_doubling());
    push_reflected_convolution(layers, channels, channels / 2, {.kernel = 5});
    push_norm_and_activation(layers, Norm::kLayer, channels / 2);
    return;
  }
  // Without padding at the output the sides would become 2n − 1.
  layers.push_back(nn::ConvTranspose2d(nn::ConvTranspose2dOptions(channels, channels / 2, 3)
                                           .stride(2)
                                           .padding(1)
                                           .output_padding(1)));
  push_norm_and_activation(layers, options.norm, channels / 2);
}

/// Channels of the maps that the blocks see.
int64_t residual_channels(const ResidualOptions& options) {
  return options.base_channels << num_residual_halvings(options.height, options.width);
}

}  // namespace

ResidualBlockImpl::ResidualBlockImpl(int64_t channels, Norm norm) {
  push_reflected_convolution(*layers_, channels, channels, {.kernel = 3});
  push_norm_and_activation(*layers_, norm, channels);
  push_reflected_convolution(*layers_, channels, channels, {.kernel = 3});
  push_norm(*layers_, norm, channels);
  register_module("layers", layers_);
}

int64_t num_residual_halvings(int64_t height, int64_t width) {
  int64_t count = 0;
  while (count < kMaxHalvings && height % 2 == 0 && width % 2 == 0 && height / 2 >= kSmallestSide &&
         width / 2 >= kSmallestSide) {
    height /= 2;
    width /= 2;
    ++count;
  }
  return count;
}

void push_down_path(nn::SequentialImpl& layers, const ResidualOptions& options) {
  push_reflected_convolution(layers, options.in_channels, options.base_channels, {.kernel = 7});
  push_norm_and_activation(layers, options.norm, options.base_channels);
  for (int64_t channels = options.base_channels; channels < residual_channels(options);
       channels *= 2) {
    if (options.reflected_halving) {
      push_reflected_convolution(layers, channels, channels * 2, {.kernel = 4, .stride = 2});
    } else {
      layers.push_back(
          nn::Conv2d(nn::Conv2dOptions(channels, channels * 2, 3).stride(2).padding(1)));
    }
    push_norm_and_activation(layers, options.norm, channels * 2);
  }
}

void push_residual_blocks(nn::SequentialImpl& layers, const ResidualOptions& options,
                          int64_t count) {
  for (int64_t block = 0; block < count; ++block) {
    layers.push_back(ResidualBlock(residual_channels(options), options.norm));
  }
}

void push_up_path(nn::SequentialImpl& layers, const ResidualOptions& options) {
  for (int64_t channels = residual_channels(options); channels > options.base_channels;
       channels /= 2) {
    push_doubling(layers, options, channels);
  }
  // From channels that lie side by side, few channels are computed in half the time on a CPU.
  push_reflected_convolution(layers, options.base_channels, options.out_channels,
                             {.kernel = 7, .cpu_format = at::MemoryFormat::ChannelsLast});
  layers.push_back(nn::Tanh());
}

nn::Sequential residual_translator(const ResidualOptions& options) {
  nn::Sequential layers;
  push_down_path(*layers, options);
  push_residual_blocks(*layers, options, options.num_blocks);
  push_up_path(*layers, options);
  initialize_normal(*layers, options.initial_deviation);
  return layers;
}

}  // namespace tandem
