#include "framework/showing/latent_images.h"

#include <torch/torch.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "framework/core/error.h"
#include "framework/core/seed.h"
#include "framework/core/text.h"
#include "framework/device/generator_seeding.h"

namespace tandem {
namespace {

constexpr int64_t kNumSteps = 9;

std::vector<Condition> conditions_of(const GenerativeModel& model) {
  const auto* conditional = dynamic_cast<const GeneratesOnCondition*>(&model);
  return conditional == nullptr ? std::vector<Condition>() : conditional->conditions();
}

at::Tensor set_condition(GenerativeModel& model, const at::Tensor& latents,
                         const Condition& condition, const at::Tensor& values) {
  const auto type = condition.num_categories > 0 ? at::kLong : at::kFloat;
  return dynamic_cast<GeneratesOnCondition&>(model).with_condition(
      latents, condition.name, values.to(latents.device(), type));
}

at::Tensor draw(GenerativeModel& model, const LatentRows& rows, int64_t count) {
  seed_generators(rows.device, mix_seed(Stream::kGeneration, rows.seed, count, 1));
  return dynamic_cast<Generates&>(model).draw_latents(count);
}

/// Latents (N, …) of a row, those with categories but for `varied` set to the number of the row.
at::Tensor with_row_categories(GenerativeModel& model, const at::Tensor& latents, int64_t row,
                               const std::string& varied) {
  at::Tensor changed = latents;
  for (const Condition& condition : conditions_of(model)) {
    if (condition.num_categories == 0 || condition.name == varied) continue;
    changed = set_condition(model, changed, condition,
                            at::full({latents.size(0)}, row % condition.num_categories, at::kLong));
  }
  return changed;
}

at::Tensor pixels_of(GenerativeModel& model, const at::Tensor& latents, PixelRange range) {
  return to_pixels(dynamic_cast<Generates&>(model).generate(latents), range);
}

[[noreturn]] void refuse(const std::string& what, const std::string& expected,
                         const std::string& got) {
  throw UsageError({.what = what, .where = "--condition", .expected = expected, .got = got});
}

std::string names_of(const std::vector<Condition>& conditions) {
  return conditions.empty() ? "a family with the capability GeneratesOnCondition"
                            : "one of " + joined(conditions, &Condition::name);
}

}  // namespace

ConditionValue parse_condition(const GenerativeModel& model, const std::string& text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos) refuse("not understood", "NAME=VALUE", text);
  const std::vector<Condition> known = conditions_of(model);
  ConditionValue parsed{.name = text.substr(0, equals)};
  const auto condition = std::find_if(
      known.begin(), known.end(), [&](const Condition& each) { return each.name == parsed.name; });
  if (condition == known.end()) refuse("unknown condition", names_of(known), parsed.name);
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + equals + 1, end, parsed.value);
  const int64_t count = condition->num_categories;
  const bool is_category = parsed.value == std::floor(parsed.value) && parsed.value >= 0 &&
                           parsed.value < static_cast<double>(count);
  if (error != std::errc() || rest != end || !std::isfinite(parsed.value) ||
      (count > 0 && !is_category)) {
    refuse("unusable value of " + parsed.name,
           count > 0 ? "a category, 0 to " + std::to_string(count - 1) : "a number",
           text.substr(equals + 1));
  }
  return parsed;
}

at::Tensor with_conditions(GenerativeModel& model, const at::Tensor& latents,
                           const std::vector<ConditionValue>& conditions) {
  at::Tensor changed = latents;
  for (const ConditionValue& wanted : conditions) {
    for (const Condition& condition : conditions_of(model)) {
      if (condition.name != wanted.name) continue;
      changed = set_condition(model, changed, condition, at::full({latents.size(0)}, wanted.value));
    }
  }
  return changed;
}

ImageRows condition_images(GenerativeModel& model, const Condition& condition,
                           const LatentRows& rows) {
  const torch::NoGradGuard no_gradients;
  const at::Tensor values = condition.num_categories > 0
                                ? at::arange(std::min(condition.num_categories, kMaxCategories))
                                : at::linspace(-2, 2, kNumSteps);
  const at::Tensor latents = draw(model, rows, rows.num_rows);
  std::vector<at::Tensor> images;
  for (int64_t row = 0; row < rows.num_rows; ++row) {
    const at::Tensor equal = with_row_categories(
        model, latents.narrow(0, row, 1).repeat_interleave(values.size(0), 0), row, condition.name);
    images.push_back(pixels_of(model, set_condition(model, equal, condition, values), rows.range));
  }
  return {at::cat(images), values.size(0)};
}

bool can_interpolate(GenerativeModel& model, const LatentRows& rows) {
  const torch::NoGradGuard no_gradients;
  const at::Tensor latents = draw(model, rows, 2);
  const bool is_binary = (latents.eq(0) | latents.eq(1)).all().item<bool>();
  return latents.is_floating_point() && !is_binary;
}

ImageRows latent_interpolations(GenerativeModel& model, const LatentRows& rows) {
  const torch::NoGradGuard no_gradients;
  const at::Tensor latents = draw(model, rows, 2 * rows.num_rows);
  std::vector<int64_t> shape(static_cast<size_t>(latents.dim()), 1);
  shape[0] = kNumSteps;
  const at::Tensor share = at::linspace(0, 1, kNumSteps, latents.options()).view(shape);
  std::vector<at::Tensor> images;
  for (int64_t row = 0; row < rows.num_rows; ++row) {
    const at::Tensor ends = with_row_categories(model, latents.narrow(0, 2 * row, 2), row, "");
    images.push_back(pixels_of(model, at::lerp(ends[0], ends[1], share), rows.range));
  }
  return {at::cat(images), kNumSteps};
}

}  // namespace tandem
