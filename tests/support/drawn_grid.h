// Grids by their kinds, drawn from given images.
#pragma once

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <stdexcept>
#include <string>

#include "framework/showing/grid_kind.h"

namespace tandem {

/// The kind of the table.
inline GridKind grid_kind(const std::string& kind) {
  for (const GridKind& each : all_grid_kinds()) {
    if (each.name == kind) return each;
  }
  throw std::runtime_error("there is no kind " + kind);
}

/// The grid `name` of a kind.
inline ImageRows drawn_grid(const std::string& kind, GridContext& context,
                            const std::string& name) {
  const c10::NoGradGuard no_gradients;
  return grid_kind(kind).draw(context, name);
}
inline ImageRows drawn_grid(const std::string& kind, GridContext& context) {
  return drawn_grid(kind, context, kind);
}

/// The first pixel of every image, (rows, columns).
inline at::Tensor shades_of(const ImageRows& rows) {
  return rows.images.flatten(1).select(1, 0).view({-1, rows.num_columns}).to(at::kLong);
}

}  // namespace tandem
