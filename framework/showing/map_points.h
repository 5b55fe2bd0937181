// What maps of images and of codes show.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "framework/showing/grid_context.h"
#include "framework/showing/image_tiles.h"
#include "framework/statistics/principal_components.h"

namespace tandem {

/// Rows (N, features) float64 on the CPU of several groups.
struct MapPoints {
  at::Tensor rows;
  at::Tensor groups;    // (N) int64
  at::Tensor examples;  // an image of each group, (groups, H, W, C) uint8 on the CPU
};

/// Whether the model generates images like those of the split `test`, of which there are at least
/// four.
bool can_map_samples(const GridContext& context);
/// The pixels in [0, 1] of `count` images evenly from the split `test`, group 0, and of as many
/// generated ones, group 1.
MapPoints sample_points(GridContext& context, int64_t count);

/// Whether the model encodes images, of which the split `test` has at least four.
bool can_map_codes(const GridContext& context);
/// The codes of `count` images evenly from the split `test`, by their labels; in one group where
/// they have none.
MapPoints code_points(GridContext& context, int64_t count);

/// The points where `positions` (N, 2) puts them.
ImageRows map_of(const MapPoints& points, const at::Tensor& positions);

/// The first two coordinates of rows, (N, 2): 0 where there are no components.
at::Tensor plane_of(const PrincipalComponents& components, const at::Tensor& rows);

/// Where t-SNE puts the points, which starts from their first two principal components; rows of
/// more than 50 features are brought to their first 50 components before.
at::Tensor neighbour_positions(const at::Tensor& rows);

}  // namespace tandem
