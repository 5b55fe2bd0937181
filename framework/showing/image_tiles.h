// Images of a model as the pictures that people look at: tiles in rows.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "framework/core/png.h"

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

}  // namespace tandem
