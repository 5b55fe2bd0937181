#include "framework/config/constraint.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "framework/core/plain_name.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

template <class T>
constexpr bool kIsNumberList =
    std::is_same_v<T, std::vector<int64_t>> || std::is_same_v<T, std::vector<double>>;
template <class T>
constexpr bool kIsList = kIsNumberList<T> || std::is_same_v<T, std::vector<std::string>>;
template <class T>
constexpr bool kIsText =
    std::is_same_v<T, std::string> || std::is_same_v<T, std::vector<std::string>>;

std::string number_text(double value) {
  std::string text = value_text(value);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

/// `accepts` takes a long double, which has every int64_t and every double exactly (x86-64).
Constraint number_constraint(const std::string& text, const char* keyword, double bound,
                             std::function<bool(long double)> accepts) {
  return {.subject = Constraint::Subject::kNumber,
          .text = text + number_text(bound),
          .json_schema = {{keyword, bound}},
          .accepts_number = std::move(accepts)};
}

Constraint text_constraint(const std::string& text, nlohmann::json json_schema,
                           std::function<bool(const std::string&)> accepts) {
  return {.subject = Constraint::Subject::kText,
          .text = text,
          .json_schema = std::move(json_schema),
          .accepts_text = std::move(accepts)};
}

}  // namespace

bool Constraint::fits(const OptionValue& option) const {
  return std::visit(
      [this](const auto& value) {
        using T = std::decay_t<decltype(value)>;
        if (subject == Subject::kLength) return kIsList<T>;
        if (subject == Subject::kText) return kIsText<T>;
        return !kIsText<T> && !std::is_same_v<T, bool>;
      },
      option);
}

bool Constraint::accepts(const OptionValue& option) const {
  return std::visit(
      [this](const auto& value) {
        using T = std::decay_t<decltype(value)>;
        if constexpr (kIsList<T>) {
          if (subject == Subject::kLength) {
            return accepts_number(static_cast<long double>(value.size()));
          }
        }
        if constexpr (std::is_same_v<T, std::vector<std::string>>) {
          return std::all_of(value.begin(), value.end(), accepts_text);
        } else if constexpr (kIsNumberList<T>) {
          return std::all_of(value.begin(), value.end(),
                             [this](auto element) { return accepts_number(element); });
        } else if constexpr (std::is_same_v<T, std::string>) {
          return accepts_text(value);
        } else if constexpr (std::is_same_v<T, Bytes>) {
          return accepts_number(value.value);
        } else {
          return accepts_number(value);
        }
      },
      option);
}

Constraint at_least(double bound) {
  return number_constraint(">= ", "minimum", bound,
                           [=](long double value) { return value >= bound; });
}

Constraint at_most(double bound) {
  return number_constraint("<= ", "maximum", bound,
                           [=](long double value) { return value <= bound; });
}

Constraint above(double bound) {
  return number_constraint("> ", "exclusiveMinimum", bound,
                           [=](long double value) { return value > bound; });
}

Constraint below(double bound) {
  return number_constraint("< ", "exclusiveMaximum", bound,
                           [=](long double value) { return value < bound; });
}

Constraint between(double lowest, double highest) {
  Constraint result =
      number_constraint(number_text(lowest) + " … ", "maximum", highest,
                        [=](long double value) { return value >= lowest && value <= highest; });
  result.json_schema["minimum"] = lowest;
  return result;
}

Constraint power_of_two() {
  constexpr int kMaxExponent = 52;  // exact as a JSON number everywhere
  Constraint result;
  result.text = "a power of two";
  for (int exponent = 0; exponent <= kMaxExponent; ++exponent) {
    result.json_schema["enum"].push_back(int64_t{1} << exponent);
  }
  result.accepts_number = [](long double value) {
    const auto whole = static_cast<int64_t>(value);
    return value >= 1 && static_cast<long double>(whole) == value && (whole & (whole - 1)) == 0;
  };
  return result;
}

Constraint one_of(std::vector<std::string> choices) {
  Constraint result = text_constraint(
      "one of " + joined(choices), {{"enum", choices}}, [choices](const std::string& value) {
        return std::find(choices.begin(), choices.end(), value) != choices.end();
      });
  result.choices = std::move(choices);
  return result;
}

Constraint non_empty() {
  return text_constraint("not empty", {{"minLength", 1}},
                         [](const std::string& value) { return !value.empty(); });
}

Constraint plain_name() {
  return text_constraint(
      "a name of letters, digits, '.', '_', '-', at most 64, first a letter or digit",
      // A number of YAML is taken as a name where it has no sign; the pattern is for texts only.
      {{"pattern", "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"}, {"minimum", 0}}, is_plain_name);
}

Constraint length(int64_t count) {
  Constraint result;
  result.subject = Constraint::Subject::kLength;
  result.text = std::to_string(count) + " values";
  result.json_schema = {{"minItems", count}, {"maxItems", count}};
  result.accepts_number = [count](long double value) {
    return value == static_cast<long double>(count);
  };
  return result;
}

}  // namespace tandem
