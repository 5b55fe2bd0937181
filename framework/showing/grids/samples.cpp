// Generated images.
#include "framework/model/capabilities.h"
#include "framework/showing/generation.h"
#include "framework/showing/grid_kind.h"

namespace tandem {
namespace {

std::vector<std::string> names(GridContext& context) {
  if (capability<Generates>(context.model()) == nullptr) return {};
  return {"samples"};
}

ImageRows draw(GridContext& context, const std::string&) {
  const auto& [device, range, count, seed] = context.settings();
  return {generate_images(context.model(), range, device, {.count = count, .seed = seed}),
          square_columns(count)};
}

}  // namespace

GridKind samples_grid() {
  return {.name = "samples", .sentence = "Generated images.", .names = names, .draw = draw};
}

}  // namespace tandem
