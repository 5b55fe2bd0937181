#include "framework/sweep/distribution.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "framework/config/option_value.h"
#include "framework/core/error.h"
#include "framework/core/number_in.h"
#include "framework/sweep/python_json.h"

namespace tandem {
namespace {

using Kind = Distribution::Kind;

// Values between steps, as sums of decimal fractions leave them (Optuna accepts as much).
constexpr double kOffStep = 1e-8;

const char* class_name(Kind kind) {
  switch (kind) {
    case Kind::kCategorical:
      return "CategoricalDistribution";
    case Kind::kInteger:
      return "IntDistribution";
    case Kind::kReal:
      return "FloatDistribution";
  }
  throw Error(ExitCode::kInternal, {.what = "unknown kind of distribution"});
}

[[noreturn]] void fail(const std::string& json_text, const std::string& why) {
  throw DataError({.what = "no distribution of a parameter: " + why, .got = json_text});
}

nlohmann::json parsed_object(const std::string& text) {
  try {
    return parse_python_json(text);
  } catch (const DataError& error) {
    fail(text, error.problem().what);
  }
}

/// Throws DataError for numbers that no distribution has.
void check_numbers(const Distribution& read, const std::string& text) {
  const bool is_whole = read.kind == Kind::kInteger;
  const double width = read.high - read.low;
  // With a finite width the upper end is finite, too.
  if (!std::isfinite(read.low) || !std::isfinite(width) || width < 0) {
    fail(text, "its ends are not in order");
  }
  if (!std::isfinite(read.step) || read.step < (is_whole ? 1 : 0)) {
    fail(text, "its step is too small");
  }
  for (const double number : {read.low, read.high, read.step}) {
    if (is_whole && (number != std::floor(number) || std::abs(number) > kLargestWhole)) {
      fail(text, "its numbers are not whole");
    }
  }
  if (read.step > 0 && width / read.step > kLargestWhole) fail(text, "it has too many values");
  if (read.is_log && (read.low <= 0 || read.step != (is_whole ? 1 : 0))) {
    fail(text, "on a logarithmic scale it begins above 0 and has no step");
  }
}

Distribution parsed(const nlohmann::json& object, const std::string& text) {
  const std::string& name = object.at("name").get_ref<const std::string&>();
  const nlohmann::json& attributes = object.at("attributes");
  if (name == class_name(Kind::kCategorical)) {
    std::vector<std::string> choices;
    if (!attributes.at("choices").is_array()) fail(text, "its choices are no list");
    for (const nlohmann::json& choice : attributes.at("choices")) {
      // Other writers of journals have numbers, booleans and null among their choices.
      choices.push_back(choice.is_string() ? choice.get<std::string>() : choice.dump());
    }
    if (choices.empty()) fail(text, "it has no choices");
    return categorical(std::move(choices));
  }
  Distribution result{.kind = name == class_name(Kind::kInteger) ? Kind::kInteger : Kind::kReal,
                      .low = attributes.at("low").get<double>(),
                      .high = attributes.at("high").get<double>(),
                      .is_log = attributes.at("log").get<bool>()};
  if (result.kind == Kind::kReal && name != class_name(Kind::kReal)) fail(text, "unknown kind");
  const nlohmann::json& step = attributes.at("step");
  if (!step.is_null()) result.step = step.get<double>();
  check_numbers(result, text);
  return result;
}

}  // namespace

Distribution categorical(std::vector<std::string> choices) {
  return {.kind = Kind::kCategorical, .choices = std::move(choices)};
}

Distribution integers(double low, double high, double step) {
  return {.kind = Kind::kInteger, .low = low, .high = high, .step = step};
}

Distribution log_integers(double low, double high) {
  return {.kind = Kind::kInteger, .low = low, .high = high, .step = 1, .is_log = true};
}

Distribution reals(double low, double high) {
  return {.kind = Kind::kReal, .low = low, .high = high};
}

Distribution stepped_reals(double low, double high, double step) {
  return {.kind = Kind::kReal, .low = low, .high = high, .step = step};
}

Distribution log_reals(double low, double high) {
  return {.kind = Kind::kReal, .low = low, .high = high, .is_log = true};
}

bool is_single(const Distribution& distribution) { return num_values(distribution) == 1; }

bool contains(const Distribution& distribution, double value) {
  if (distribution.kind == Kind::kCategorical) {
    return value >= 0 && value < static_cast<double>(distribution.choices.size()) &&
           value == std::floor(value);
  }
  if (!(distribution.low <= value && value <= distribution.high)) return false;
  if (distribution.step == 0) return true;
  const double steps = (value - distribution.low) / distribution.step;
  return std::abs(steps - std::round(steps)) < kOffStep;
}

bool may_be_zero(const Distribution& distribution) {
  if (distribution.kind != Kind::kCategorical) return contains(distribution, 0);
  return std::ranges::any_of(distribution.choices, [](const std::string& choice) {
    return real_number_in(choice) == 0.0;
  });
}

size_t num_values(const Distribution& distribution) {
  if (distribution.kind == Kind::kCategorical) return distribution.choices.size();
  if (distribution.low == distribution.high) return 1;
  if (distribution.step == 0) return 0;
  // The last step counts also where rounding puts it just above the end.
  const double steps = (distribution.high - distribution.low) / distribution.step;
  return static_cast<size_t>(std::floor(steps + kOffStep)) + 1;
}

double value_at(const Distribution& distribution, size_t index) {
  if (distribution.kind == Kind::kCategorical) return static_cast<double>(index);
  // Rounding may put the last value above the end.
  return std::min(distribution.high,
                  distribution.low + static_cast<double>(index) * distribution.step);
}

std::string value_text(const Distribution& distribution, double value) {
  if (distribution.kind == Kind::kCategorical) {
    return distribution.choices.at(static_cast<size_t>(value));
  }
  if (distribution.kind == Kind::kInteger) return value_text(OptionValue(std::llround(value)));
  return value_text(OptionValue(value));
}

std::string to_json_text(const Distribution& distribution) {
  nlohmann::ordered_json attributes;
  if (distribution.kind == Kind::kCategorical) {
    attributes["choices"] = distribution.choices;
  } else if (distribution.kind == Kind::kInteger) {
    // Members in the order of Optuna, which is another one for each kind.
    attributes = {{"log", distribution.is_log},
                  {"step", std::llround(distribution.step)},
                  {"low", std::llround(distribution.low)},
                  {"high", std::llround(distribution.high)}};
  } else {
    attributes = {{"step", nullptr},
                  {"low", distribution.low},
                  {"high", distribution.high},
                  {"log", distribution.is_log}};
    if (distribution.step != 0) attributes["step"] = distribution.step;
  }
  return nlohmann::ordered_json{{"name", class_name(distribution.kind)}, {"attributes", attributes}}
      .dump();
}

Distribution parse_distribution(const std::string& json_text) {
  try {
    return parsed(parsed_object(json_text), json_text);
  } catch (const nlohmann::json::exception& error) {
    fail(json_text, error.what());
  }
}

}  // namespace tandem
