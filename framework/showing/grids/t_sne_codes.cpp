// Codes on a map of neighbours.
#include "framework/showing/grid_kind.h"
#include "framework/showing/map_points.h"

namespace tandem {
namespace {

constexpr int64_t kNumImages = 1000;

std::vector<std::string> names(GridContext& context) {
  return can_map_codes(context) ? std::vector<std::string>{"t_sne_codes"}
                                : std::vector<std::string>();
}

ImageRows draw(GridContext& context, const std::string&) {
  const MapPoints points = code_points(context, kNumImages);
  return map_of(points, neighbour_positions(points.rows));
}

}  // namespace

GridKind t_sne_codes_grid() {
  return {.name = "t_sne_codes",
          .sentence =
              "A map of neighbours (t-SNE) of the codes of 1000 images of the split test, "
              "coloured by their labels. On the right an image of each label in the frame of "
              "its colour.",
          .names = names,
          .draw = draw};
}

}  // namespace tandem
