// The residual networks for CIFAR-10, of any depth.
#pragma once

#include <ATen/core/Tensor.h>

#include "framework/nn/layers/named_layers.h"

namespace tandem {

struct CifarResnetOutput {
  at::Tensor features;  // (N, 64), means over pixels
  at::Tensor logits;    // (N, 10)
};

/// Of normalised images (N, 3, 32, 32): three groups of `blocks_per_group` blocks with 16, 32 and
/// 64 channels; a shortcut between groups takes every second pixel and fills up with channels of
/// zeros (He et al., "Deep residual learning for image recognition", 2016, section 4.2, option A).
/// Names of tensors are those of github.com/akamaster/pytorch_resnet_cifar10.
CifarResnetOutput cifar_resnet(const NamedLayers& layers, const at::Tensor& images,
                               int64_t blocks_per_group);

}  // namespace tandem
