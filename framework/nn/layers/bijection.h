// What an invertible layer of a normalizing flow gives back.
#pragma once

#include <ATen/core/Tensor.h>

namespace tandem {

/// y = f(x) and log |det ∂y/∂x|, (N), or a scalar where it is the same for all samples.
struct Transformed {
  at::Tensor values;
  at::Tensor log_determinant;
};

}  // namespace tandem
