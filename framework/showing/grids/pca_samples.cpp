// Real and generated images along the directions in which real ones differ most.
#include <ATen/ATen.h>

#include "framework/showing/grid_kind.h"
#include "framework/showing/map_points.h"
#include "framework/statistics/principal_components.h"

namespace tandem {
namespace {

constexpr int64_t kNumImages = 1000;

std::vector<std::string> names(GridContext& context) {
  return can_map_samples(context) ? std::vector<std::string>{"pca_samples"}
                                  : std::vector<std::string>();
}

ImageRows draw(GridContext& context, const std::string&) {
  const MapPoints points = sample_points(context, kNumImages);
  // Fitted to real images alone, axes are the same whatever the model generates.
  const at::Tensor is_real = (points.groups == 0).nonzero().flatten();
  const PrincipalComponents components =
      fit_principal_components(points.rows.index_select(0, is_real), 2);
  return map_of(points, plane_of(components, points.rows));
}

}  // namespace

GridKind pca_samples_grid() {
  return {.name = "pca_samples",
          .sentence =
              "The first two principal components of the pixels of 1000 images of the split "
              "test, of which they are, and of as many generated images on the same axes. On "
              "the right one of each in the frame of its colour.",
          .names = names,
          .draw = draw};
}

}  // namespace tandem
