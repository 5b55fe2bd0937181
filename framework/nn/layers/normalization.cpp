#include "framework/nn/layers/normalization.h"

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/instancenorm.h>
#include <torch/nn/modules/normalization.h>

#include "framework/core/choice.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

using Push = void (*)(nn::SequentialImpl& layers, int64_t channels);

void push_batch(nn::SequentialImpl& layers, int64_t channels) {
  layers.push_back(nn::BatchNorm2d(channels));
}

/// Without running statistics; with a learned gain and shift of each channel, or without.
template <bool kAffine>
void push_instance(nn::SequentialImpl& layers, int64_t channels) {
  layers.push_back(nn::InstanceNorm2d(nn::InstanceNorm2dOptions(channels).affine(kAffine)));
}

/// One group over C, H and W; a learned gain and shift of each channel.
void push_layer(nn::SequentialImpl& layers, int64_t channels) {
  layers.push_back(nn::GroupNorm(nn::GroupNormOptions(1, channels)));
}

void push_nothing(nn::SequentialImpl&, int64_t) {}

constexpr Choice<Push> kNorms[] = {{"batch", push_batch},
                                   {"instance", push_instance<true>},
                                   {"plain_instance", push_instance<false>},
                                   {"layer", push_layer},
                                   {"none", push_nothing}};

}  // namespace

std::vector<std::string> norm_names() { return names_of(kNorms); }

void push_norm(nn::SequentialImpl& layers, const std::string& name, int64_t channels) {
  chosen(kNorms, name)(layers, channels);
}

}  // namespace tandem
