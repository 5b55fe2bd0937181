// Generated images.
#include "framework/model/capabilities.h"
#include "framework/showing/grid_kind.h"

namespace tandem {
namespace {

std::vector<std::string> names(GridContext& context) {
  if (capability<Generates>(context.model()) == nullptr) return {};
  return {"samples"};
}

ImageRows draw(GridContext& context, const std::string&) {
  const int64_t count = context.settings().count;
  return {context.generated(count), square_columns(count)};
}

}  // namespace

GridKind samples_grid() {
  return {.name = "samples",
          .sentence = "Generated images.",
          .during_training = true,
          .names = names,
          .draw = draw};
}

}  // namespace tandem
