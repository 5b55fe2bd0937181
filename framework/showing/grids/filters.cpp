// Weights that a person can look at.
#include <ATen/ATen.h>

#include <algorithm>

#include "framework/model/capabilities.h"
#include "framework/showing/grid_kind.h"

namespace tandem {
namespace {

std::vector<std::string> names(GridContext& context) {
  if (capability<ShowsFilters>(context.model()) == nullptr) return {};
  return {"filters"};
}

ImageRows draw(GridContext& context, const std::string&) {
  const at::Tensor all = require<ShowsFilters>(context.model()).filters();
  const at::Tensor shown = all.narrow(0, 0, std::min(context.settings().count, all.size(0)));
  // A unit whose weights are all 0 is grey, and not NaN.
  const at::Tensor scale = shown.abs().amax({1, 2, 3}, /*keepdim=*/true).clamp_min(1e-12);
  return {to_pixels(shown / scale, PixelRange::kSigned), square_columns(shown.size(0))};
}

}  // namespace

GridKind filters_grid() {
  return {.name = "filters",
          .sentence =
              "Weights of the units that see the image, each scaled by its largest "
              "absolute weight: grey is 0.",
          .during_training = true,
          .names = names,
          .draw = draw};
}

}  // namespace tandem
