// Codes along the directions in which they differ most.
#include "framework/showing/grid_kind.h"
#include "framework/showing/map_points.h"
#include "framework/statistics/principal_components.h"

namespace tandem {
namespace {

constexpr int64_t kNumImages = 1000;

std::vector<std::string> names(GridContext& context) {
  return can_map_codes(context) ? std::vector<std::string>{"pca_codes"}
                                : std::vector<std::string>();
}

ImageRows draw(GridContext& context, const std::string&) {
  const MapPoints points = code_points(context, kNumImages);
  return map_of(points, plane_of(fit_principal_components(points.rows, 2), points.rows));
}

}  // namespace

GridKind pca_codes_grid() {
  return {.name = "pca_codes",
          .sentence =
              "The first two principal components of the codes of 1000 images of the split "
              "test, coloured by their labels. On the right an image of each label in the frame "
              "of its colour.",
          .names = names,
          .draw = draw};
}

}  // namespace tandem
