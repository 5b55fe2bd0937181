// How exactly float32 is computed on a GPU.
#pragma once

#include <string>

namespace tandem {

/// From now on matrix products and convolutions of float32 tensors on a GPU round their inputs to
/// TF32 (10 bits of mantissa) where `name` is "tf32", and to nothing where it is "float32". Left to
/// itself LibTorch does one for products and the other for convolutions.
void set_float32_precision(const std::string& name);

}  // namespace tandem
