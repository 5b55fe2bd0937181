#include "framework/nn/layers/normalization.h"

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/instancenorm.h>
#include <torch/nn/modules/normalization.h>

namespace tandem {

namespace nn = torch::nn;

void push_norm(nn::SequentialImpl& layers, Norm norm, int64_t channels) {
  switch (norm) {
    case Norm::kBatch:
      layers.push_back(nn::BatchNorm2d(channels));
      break;
    case Norm::kInstance:
      layers.push_back(nn::InstanceNorm2d(nn::InstanceNorm2dOptions(channels).affine(true)));
      break;
    case Norm::kPlainInstance:
      layers.push_back(nn::InstanceNorm2d(nn::InstanceNorm2dOptions(channels).affine(false)));
      break;
    case Norm::kLayer:
      layers.push_back(nn::GroupNorm(nn::GroupNormOptions(1, channels)));
      break;
    case Norm::kNone:
      break;
  }
}

}  // namespace tandem
