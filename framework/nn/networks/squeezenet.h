// SqueezeNet 1.1 without its last layer.
#pragma once

#include <ATen/core/Tensor.h>

#include "framework/nn/layers/named_layers.h"

namespace tandem {

/// Of images (N, 3, H, W), H and W at least 48, blue, green and red of 0 … 255 without their means:
/// (N, 512, H', W'). Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer
/// parameters", 2016; names of tensors are those of github.com/DeepCognition/keras-squeezenet.
at::Tensor squeezenet(const NamedLayers& layers, const at::Tensor& images);

}  // namespace tandem
