// What conditions change in an image.
#include <ATen/ATen.h>

#include <algorithm>

#include "framework/core/choice.h"
#include "framework/showing/condition_values.h"
#include "framework/showing/grid_kind.h"

namespace tandem {
namespace {

constexpr int64_t kNumRows = 10;
constexpr int64_t kMaxCategories = 32;
constexpr int64_t kNumSteps = 9;

std::vector<std::string> names(GridContext& context) {
  return names_of(conditions_of(context.model()));
}

ImageRows draw(GridContext& context, const std::string& name) {
  const std::vector<Condition> all = conditions_of(context.model());
  const Condition& condition = *std::ranges::find(all, name, &Condition::name);
  // The range in which a continuous code is shown: Chen et al., "InfoGAN", 2016, figure 2.
  const at::Tensor values = condition.num_categories > 0
                                ? at::arange(std::min(condition.num_categories, kMaxCategories))
                                : at::linspace(-2, 2, kNumSteps);
  const at::Tensor latents = context.draw_latents(kNumRows);
  std::vector<at::Tensor> rows;
  for (int64_t row = 0; row < kNumRows; ++row) {
    const at::Tensor equal = with_row_categories(
        context.model(), latents.narrow(0, row, 1).repeat_interleave(values.size(0), 0), row, name);
    rows.push_back(context.pixels_of(with_values(context.model(), equal, condition, values)));
  }
  return {at::cat(rows), values.size(0)};
}

}  // namespace

GridKind conditions_grid() {
  return {.name = "conditions",
          .sentence =
              "By the name of a condition: a row per latent, which differs along it in the "
              "condition alone, a column per category or, for a continuous one, nine "
              "values from -2 to 2. Every other condition with categories has the number "
              "of the row.",
          .during_training = true,
          .names = names,
          .draw = draw};
}

}  // namespace tandem
