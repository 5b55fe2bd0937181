// Inception v3 as FID uses it: the network of 2015 that came with TensorFlow.
#pragma once

#include <ATen/core/Tensor.h>

#include "framework/nn/layers/named_layers.h"

namespace tandem {

inline constexpr int64_t kInceptionFeatures = 2048;

struct InceptionOutput {
  at::Tensor features;  // (N, 2048), of the last pooling
  at::Tensor logits;    // (N, 1008), without the bias of the last layer
};

/// Of images (N, 3, H, W) with pixels 0 … 255, in the type of the weights, brought to 299 × 299 by
/// resize_like_tensorflow. Szegedy et al., "Rethinking the Inception architecture for computer
/// vision", 2016, with what the published weights ask for (Heusel et al., "GANs trained by a two
/// time-scale update rule", 2017): batch norm with ε = 1e-3, average pools that leave the padding
/// out, a max pool in the last block. Names of tensors are those of torchvision.
InceptionOutput inception(const NamedLayers& layers, const at::Tensor& images);

/// Images (N, C, H, W) brought to side × side, bilinear: pixel i of the result lies at
/// i · input / side of the input, in single precision, as in TensorFlow 1 (align_corners=False).
at::Tensor resize_like_tensorflow(const at::Tensor& images, int64_t side);

}  // namespace tandem
