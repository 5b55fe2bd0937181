// A small computation that is always the same: whether two machines compute alike is seen from its
// bits, whatever they say about themselves.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace tandem {

/// Digest of the results of what a training is mostly made of, on the device: products of matrices,
/// a convolution with its gradients, sums, and elementary functions, of fixed inputs. Draws no
/// random number.
std::string fixed_computation(const at::Device& device);

}  // namespace tandem
