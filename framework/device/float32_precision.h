// How exactly float32 is computed on a GPU.
#pragma once

#include "framework/core/choice.h"

namespace tandem {

enum class Float32Precision {
  kIeee,  ///< as exact as the type is
  kTf32,  ///< inputs are rounded to TF32: 10 bits of mantissa
};

inline constexpr Choice<Float32Precision> kFloat32Precisions[] = {
    {"float32", Float32Precision::kIeee}, {"tf32", Float32Precision::kTf32}};

/// From now on matrix products and convolutions of float32 tensors on a GPU are computed like this.
/// Left to itself LibTorch rounds the inputs of convolutions and not those of products.
void set_float32_precision(Float32Precision precision);

}  // namespace tandem
