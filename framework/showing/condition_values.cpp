#include "framework/showing/condition_values.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& expected,
                         const std::string& got) {
  throw ConfigError({.what = what, .where = "condition", .expected = expected, .got = got});
}

std::string names_of(const std::vector<Condition>& conditions) {
  return conditions.empty() ? "a family that can generate images on condition"
                            : "one of " + joined(conditions, &Condition::name);
}

}  // namespace

std::vector<Condition> conditions_of(const GenerativeModel& model) {
  const auto* conditional = capability<GeneratesOnCondition>(model);
  return conditional == nullptr ? std::vector<Condition>() : conditional->conditions();
}

ConditionValue parse_condition(const GenerativeModel& model, const std::string& text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos) refuse("not understood", "NAME=VALUE", text);
  const std::vector<Condition> known = conditions_of(model);
  ConditionValue parsed{.name = text.substr(0, equals)};
  const auto condition = std::ranges::find(known, parsed.name, &Condition::name);
  if (condition == known.end()) refuse("unknown condition", names_of(known), parsed.name);
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + equals + 1, end, parsed.value);
  const int64_t count = condition->num_categories;
  const bool is_category = parsed.value == std::floor(parsed.value) && parsed.value >= 0 &&
                           parsed.value < static_cast<double>(count);
  // from_chars also takes "nan" and "inf" for numbers.
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
      changed = with_values(model, changed, condition, at::full({latents.size(0)}, wanted.value));
    }
  }
  return changed;
}

at::Tensor with_values(GenerativeModel& model, const at::Tensor& latents,
                       const Condition& condition, const at::Tensor& values) {
  const auto type = condition.num_categories > 0 ? at::kLong : at::kFloat;
  return require<GeneratesOnCondition>(model).with_condition(latents, condition.name,
                                                             values.to(latents.device(), type));
}

at::Tensor with_row_categories(GenerativeModel& model, const at::Tensor& latents, int64_t row,
                               const std::string& varied) {
  at::Tensor changed = latents;
  for (const Condition& condition : conditions_of(model)) {
    if (condition.num_categories == 0 || condition.name == varied) continue;
    // Rows beyond the last category begin again with the first.
    changed = with_values(model, changed, condition,
                          at::full({latents.size(0)}, row % condition.num_categories, at::kLong));
  }
  return changed;
}

}  // namespace tandem
