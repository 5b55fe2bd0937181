// LeNet-5 with rectifiers and max pools.
#pragma once

#include <ATen/core/Tensor.h>

#include "framework/nn/layers/named_layers.h"

namespace tandem {

struct LeNet5Output {
  at::Tensor features;  // (N, 84), what the last layer decides from
  at::Tensor logits;    // (N, 10)
};

/// Of images (N, 1, 32, 32) in [0, 1]. LeCun et al., "Gradient-based learning applied to document
/// recognition", 1998; names of tensors are those of github.com/csinva/gan-vae-pretrained-pytorch.
LeNet5Output lenet5(const NamedLayers& layers, const at::Tensor& images);

}  // namespace tandem
