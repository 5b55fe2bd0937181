#include "framework/showing/condition_values.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "framework/core/error.h"
#include "framework/core/number_in.h"
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
  const std::string name = text.substr(0, equals);
  const auto condition = std::ranges::find(known, name, &Condition::name);
  if (condition == known.end()) refuse("unknown condition", names_of(known), name);
  const std::string value = text.substr(equals + 1);
  const auto number = number_in<double>(value);
  const int64_t count = condition->num_categories;
  const bool is_category = number && *number == std::floor(*number) && *number >= 0 &&
                           *number < static_cast<double>(count);
  // It may be nan or inf.
  if (!number || !std::isfinite(*number) || (count > 0 && !is_category)) {
    refuse("unusable value of " + name,
           count > 0 ? "a category, 0 to " + std::to_string(count - 1) : "a number", value);
  }
  return {.name = name, .value = *number};
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
