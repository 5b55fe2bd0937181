// What values an option accepts beyond its type.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>
#include <vector>

#include "framework/config/option_value.h"

namespace tandem {

/// One rule. For a list it applies to each element, except `length`, which applies to the list.
struct Constraint {
  /// What it looks at; `bytes` count as a number.
  enum class Subject { kNumber, kText, kLength };

  Subject subject = Subject::kNumber;
  std::string text = {};            ///< "> 0", "one of adam, sgd"
  nlohmann::json json_schema = {};  ///< the same as keywords of JSON Schema
  std::function<bool(long double)> accepts_number = {};
  std::function<bool(const std::string&)> accepts_text = {};
  std::vector<std::string> choices = {};  ///< of one_of

  /// Whether it can be applied to values of this type.
  bool fits(const OptionValue& value) const;
  /// Whether `value` obeys the rule. Requires fits(value).
  bool accepts(const OptionValue& value) const;
};

Constraint at_least(double bound);
Constraint at_most(double bound);
Constraint above(double bound);
Constraint below(double bound);
/// Both bounds are allowed.
Constraint between(double lowest, double highest);
Constraint power_of_two();
Constraint one_of(std::vector<std::string> choices);
Constraint non_empty();
/// A name that is safe as a file name: [A-Za-z0-9][A-Za-z0-9._-]{0,63}.
Constraint plain_name();
/// A list of exactly `count` elements.
Constraint length(int64_t count);

}  // namespace tandem
