// Conditions of a model set to values that a person chose.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "framework/model/capabilities.h"
#include "framework/model/generative_model.h"

namespace tandem {

/// A condition and what it is set to: a category, or a number.
struct ConditionValue {
  std::string name;
  double value = 0.0;
};

/// Those that the family has; empty without GeneratesOnCondition.
std::vector<Condition> conditions_of(const GenerativeModel& model);

/// Parses "NAME=VALUE". Throws ConfigError for another form, a condition that the family does not
/// have (listing those that it has) and a category that there is not.
ConditionValue parse_condition(const GenerativeModel& model, const std::string& text);

/// `latents` (N, …) with these conditions set alike in all.
at::Tensor with_conditions(GenerativeModel& model, const at::Tensor& latents,
                           const std::vector<ConditionValue>& conditions);

/// `latents` (N, …) with one condition set to `values` (N). Requires GeneratesOnCondition.
at::Tensor with_values(GenerativeModel& model, const at::Tensor& latents,
                       const Condition& condition, const at::Tensor& values);

/// Latents (N, …) of a row of a grid: every condition with categories but for `varied` set to the
/// number of the row.
at::Tensor with_row_categories(GenerativeModel& model, const at::Tensor& latents, int64_t row,
                               const std::string& varied = "");

}  // namespace tandem
