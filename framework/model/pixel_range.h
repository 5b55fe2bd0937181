// Between the uint8 images of a data set and the float images of a family.
#pragma once

#include <ATen/core/Tensor.h>

#include "framework/data/batch.h"
#include "framework/data/image_transforms.h"

namespace tandem {

/// The interval that pixels of a family's images lie in.
enum class PixelRange { kUnit, kSigned };  // [0, 1] and [−1, 1]

PixelInterval interval_of(PixelRange range);

/// The batch with every field that holds images (N, H, W, C) uint8 replaced by (N, C, H, W) float32
/// in `range`; other fields as they are.
Batch to_model_input(const Batch& batch, PixelRange range);

/// (N, C, H, W) float32 in `range` to (N, H, W, C) uint8 on the CPU, rounded and clamped; NaN is
/// shown as black.
at::Tensor to_pixels(const at::Tensor& images, PixelRange range);

}  // namespace tandem
