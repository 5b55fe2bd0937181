// Numbers between images.
#pragma once

#include <ATen/core/Tensor.h>

namespace tandem {

/// A number of up to two decimals in white on black, as large as fits and with fewer decimals or
/// none where it does not, for a grid of images like `image` (…, H, W, C): (1, H, W, C) uint8 on
/// the CPU. Black where not even that fits, and where it is not finite.
at::Tensor number_tile(double number, const at::Tensor& image);

}  // namespace tandem
