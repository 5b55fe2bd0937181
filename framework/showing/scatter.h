// Points of several groups in one picture.
#pragma once

#include <ATen/core/Tensor.h>

namespace tandem {

struct ScatterPoints {
  at::Tensor positions;  // (N, 2); points that are not finite are left out
  at::Tensor groups;     // (N), whole numbers from 0
  at::Tensor examples;   // an image of each group, (groups, H, W, C) uint8 on the CPU
};

/// The points on white, each in the colour and shape of its group, and on the right an example of
/// every group in a frame of that colour: (1, H, W, 3) uint8 on the CPU. Both axes have one scale.
/// Colours: Okabe and Ito, "Color universal design", 2008; from the ninth group on with another
/// shape.
at::Tensor draw_scatter(const ScatterPoints& points);

}  // namespace tandem
