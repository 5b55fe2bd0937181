// Ways from one image to another: between the codes of two images or, where there are none, between
// two draws.
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <algorithm>

#include "framework/model/capabilities.h"
#include "framework/showing/condition_values.h"
#include "framework/showing/grid_kind.h"

namespace tandem {
namespace {

constexpr int64_t kMaxRows = 8;
constexpr int64_t kNumSteps = 9;

/// Whether there is a way between draws: not between latents of zeros and ones, or of integers.
bool has_way(const at::Tensor& latents) {
  const bool is_binary = (latents.eq(0) | latents.eq(1)).all().item<bool>();
  return latents.is_floating_point() && !is_binary;
}

std::vector<std::string> names(GridContext& context) {
  const c10::NoGradGuard no_gradients;
  if (capability<Generates>(context.model()) == nullptr) return {};
  const bool is_possible = capability<Encodes>(context.model()) != nullptr
                               ? context.has_images("images") && context.num_images() > 1
                               : has_way(context.draw_latents(2));
  return is_possible ? std::vector<std::string>{"interpolations"} : std::vector<std::string>();
}

/// Even steps from `first` to `last`, (kNumSteps, …).
at::Tensor between(const at::Tensor& first, const at::Tensor& last) {
  std::vector<int64_t> shape(static_cast<size_t>(first.dim()) + 1, 1);
  shape[0] = kNumSteps;
  return at::lerp(first, last, at::linspace(0, 1, kNumSteps, first.options()).view(shape));
}

ImageRows draw(GridContext& context, const std::string&) {
  const bool has_codes = capability<Encodes>(context.model()) != nullptr;
  const at::Tensor latents = has_codes ? context.codes() : context.draw_latents(2 * kMaxRows);
  std::vector<at::Tensor> rows;
  for (int64_t row = 0; row < std::min(kMaxRows, latents.size(0) / 2); ++row) {
    at::Tensor ends = latents.narrow(0, 2 * row, 2);
    // There is nothing between two categories: both ends get the same one.
    if (!has_codes) ends = with_row_categories(context.model(), ends, row);
    rows.push_back(context.pixels_of(between(ends[0], ends[1])));
  }
  return {at::cat(rows), kNumSteps};
}

}  // namespace

GridKind interpolations_grid() {
  return {.name = "interpolations",
          .sentence =
              "Rows of even steps between the codes of two images or, without codes, "
              "between two draws, conditions with categories being equal along a row.",
          .during_training = true,
          .names = names,
          .draw = draw};
}

}  // namespace tandem
