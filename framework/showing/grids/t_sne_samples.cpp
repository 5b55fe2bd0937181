// Real and generated images on one map of neighbours.
#include "framework/showing/grid_kind.h"
#include "framework/showing/map_points.h"

namespace tandem {
namespace {

constexpr int64_t kNumImages = 500;

std::vector<std::string> names(GridContext& context) {
  return can_map_samples(context) ? std::vector<std::string>{"t_sne_samples"}
                                  : std::vector<std::string>();
}

ImageRows draw(GridContext& context, const std::string&) {
  const MapPoints points = sample_points(context, kNumImages);
  return map_of(points, neighbour_positions(points.rows));
}

}  // namespace

GridKind t_sne_samples_grid() {
  return {.name = "t_sne_samples",
          .sentence =
              "A map of neighbours (t-SNE of 50 principal components of the pixels) of 500 "
              "images of the split test and as many generated ones. On the right one of each in "
              "the frame of its colour.",
          .names = names,
          .draw = draw};
}

}  // namespace tandem
