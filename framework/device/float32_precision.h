// How exactly float32 is computed on a GPU.
#pragma once

#include <string>
#include <vector>

namespace tandem {

/// "float32", "tf32".
std::vector<std::string> float32_precisions();

/// From now on matrix products and convolutions of float32 tensors on a GPU round their inputs to
/// TF32 (10 bits of mantissa) where `name` is "tf32", and to nothing where it is "float32"; throws
/// Error for another name. Left to itself LibTorch does one for products and the other for
/// convolutions.
void set_float32_precision(const std::string& name);

}  // namespace tandem
