// Images of a model as the pictures that people look at: tiles in rows, and numbers between them.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "framework/core/image.h"

namespace tandem {

/// Images (rows · num_columns, H, W, C) uint8 on the CPU, row by row; the last row may be shorter.
struct ImageRows {
  at::Tensor images;
  int64_t num_columns = 1;
};

/// Images (N, H, W, C) uint8 one by one; of more than three channels the first.
std::vector<Image> images_of(const at::Tensor& images);

/// All of them in one picture.
Image grid_of(const ImageRows& rows);

/// Columns of a grid of `count` images: a square, rounded up.
int64_t square_columns(int64_t count);

/// A number of up to two decimals in white on black, as large as fits and with fewer decimals or
/// none where it does not, for a grid of images like `image` (…, H, W, C): (1, H, W, C) uint8 on
/// the CPU. Black where not even that fits, and where it is not finite.
at::Tensor number_tile(double number, const at::Tensor& image);

}  // namespace tandem
