#include "framework/sweep/space_grammar.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "framework/config/nearest_name.h"
#include "framework/config/option_value.h"
#include "framework/core/choice.h"
#include "framework/core/error.h"
#include "framework/core/text.h"
#include "framework/sweep/space_words.h"

namespace tandem {
namespace {

// The last element of a range: sums of decimal fractions miss the stop by as much.
constexpr double kRangeRounding = 1e-8;

class SpaceReader;

struct SpaceFunction {
  std::string_view name;
  const char* usage;
  const char* example;
  Distribution (SpaceReader::*read)(const std::vector<std::string>& arguments,
                                    const std::string& text) const;
};

/// A word with brackets behind it.
struct SpaceCall {
  std::string name;
  std::string inside;  // of the brackets
};

class SpaceReader {
 public:
  explicit SpaceReader(SpaceWords words) : words_(words) {}

  Distribution space(std::string_view text) const {
    const std::vector<std::string> parts = words_.parts_of(text);
    if (parts.size() == 1 && parts.front().empty()) {
      words_.fail("there are none", "values, or an interval of them", text, examples());
    }
    if (parts.size() > 1) return choice_of(parts);
    const std::optional<SpaceCall> call = call_of(parts.front());
    return call ? called(*call, parts.front()) : choice_of(parts);
  }

 private:
  static const std::array<SpaceFunction, 5> kFunctions;

  static std::string examples() {
    return "Write it like " + joined(kFunctions, &SpaceFunction::example, " or ") + ".";
  }

  static const SpaceFunction* function_of(const std::string& name) {
    const auto* found = std::ranges::find(kFunctions, name, &SpaceFunction::name);
    return found == kFunctions.end() ? nullptr : found;
  }

  [[noreturn]] void fail(const std::string& function, const std::string& what,
                         const std::string& got) const {
    const SpaceFunction& known = *function_of(function);
    words_.fail(what, known.usage, got, std::string("Write it like ") + known.example + ".");
  }

  /// The call that a text is; nothing where it is a value.
  std::optional<SpaceCall> call_of(const std::string& text) const {
    const size_t open = text.find('(');
    if (open == 0 || open == std::string::npos) return std::nullopt;
    const std::string name(trimmed(text.substr(0, open)));
    const bool is_known = function_of(name) != nullptr;
    const bool is_word = std::ranges::all_of(
        name, [](unsigned char letter) { return std::isalnum(letter) != 0 || letter == '_'; });
    // A value may have brackets in it: only what looks like a call is one that is misspelt.
    if (!is_known && (!is_word || !text.ends_with(')'))) return std::nullopt;
    if (!is_known) {
      words_.fail(
          "there is no function '" + name + "'",
          "one of " + joined(kFunctions, &SpaceFunction::name), text,
          suggest_name(name, names_of(kFunctions)) + " A text with brackets is put in quotes.");
    }
    if (!text.ends_with(')')) fail(name, "there is something behind the brackets", text);
    return SpaceCall{name, text.substr(open + 1, text.size() - open - 2)};
  }

  Distribution called(const SpaceCall& call, const std::string& text) const {
    return (this->*function_of(call.name)->read)(words_.parts_of(call.inside), text);
  }

  Distribution choice(const std::vector<std::string>& arguments, const std::string&) const {
    return choice_of(arguments);
  }

  Distribution choice_of(const std::vector<std::string>& parts) const {
    std::vector<std::string> choices;
    for (const std::string& part : parts) {
      if (part.empty()) {
        words_.fail("one of them is empty", "values between the commas", joined(parts, {}, ","),
                    "Write it like choice(adam,sgd); an empty text is ''.");
      }
      if (const std::optional<SpaceCall> call = call_of(part)) {
        words_.fail("a space is no choice", "values", part,
                    "Either a choice or " + call->name + "(…): use two parameters with 'when'.");
      }
      choices.push_back(read_choice(words_, part));
      if (std::ranges::count(choices, choices.back()) > 1) {
        words_.fail("one of them is there twice", "each once", part, "Remove one of the two.");
      }
    }
    return categorical(std::move(choices));
  }

  double number(const std::string& function, const std::string& text) const {
    // Read as options are, so that a space has no number that `train` would refuse.
    const ConfigNode node{.kind = ConfigNode::Kind::kScalar, .text = text, .place = words_.place};
    try {
      return std::get<double>(read_value(node, 0.0, words_.parameter));
    } catch (const ConfigError&) {
      fail(function, "this is no finite number", text);
    }
  }

  /// Whether it is written as an integer is, and is one.
  bool is_integer(const std::string& text) const {
    const ConfigNode node{.kind = ConfigNode::Kind::kScalar, .text = text, .place = words_.place};
    try {
      read_value(node, int64_t{0}, words_.parameter);
    } catch (const ConfigError&) {
      return false;
    }
    return std::abs(number("range", text)) <= kLargestWhole;
  }

  Distribution range(const std::vector<std::string>& arguments, const std::string& text) const {
    if (arguments.size() < 2 || arguments.size() > 3) {
      fail("range", "a range has a start, a stop and perhaps a step", text);
    }
    const double start = number("range", arguments[0]);
    const double stop = number("range", arguments[1]);
    const double step = arguments.size() == 3 ? number("range", arguments[2]) : 1;
    if (step == 0) fail("range", "its step is 0", text);
    // The number of the last value, counted from 0: the stop is none.
    const double last = std::ceil((stop - start) / step - kRangeRounding) - 1;
    if (last < 0) fail("range", "it has no values, the stop is not one of them", text);
    if (last > kLargestWhole) fail("range", "it has too many values", text);
    // Downwards they are the same values.
    const double low = step > 0 ? start : start + last * step;
    const double high = low + last * std::abs(step);
    const bool is_whole = std::ranges::all_of(
        arguments, [&](const std::string& argument) { return is_integer(argument); });
    return is_whole ? integers(low, high, std::abs(step))
                    : stepped_reals(low, high, std::abs(step));
  }

  Distribution interval(const std::vector<std::string>& arguments, const std::string& text) const {
    if (arguments.size() != 2) fail("interval", "an interval has two ends", text);
    const double low = number("interval", arguments[0]);
    const double high = number("interval", arguments[1]);
    if (low > high) fail("interval", "its lower end is above the upper one", text);
    if (!std::isfinite(high - low)) fail("interval", "it is wider than any number", text);
    return reals(low, high);
  }

  /// The argument of a function, which is an interval in one of these words.
  Distribution inner(const std::string& function, const std::string& argument,
                     const std::vector<std::string>& names) const {
    const std::optional<SpaceCall> call = call_of(argument);
    if (!call || std::ranges::find(names, call->name) == names.end()) {
      fail(function, function + "(…) is put around an interval", argument);
    }
    return called(*call, argument);
  }

  Distribution whole(const std::vector<std::string>& arguments, const std::string& text) const {
    if (arguments.size() != 1) fail("int", "it is put around one interval", text);
    Distribution result = inner("int", arguments.front(), {"interval", "tag"});
    if (result.kind != Distribution::Kind::kReal) {
      fail("int", "there is another int(…) inside it", text);
    }
    for (const double end : {result.low, result.high}) {
      if (end != std::floor(end) || std::abs(end) > kLargestWhole) {
        fail("int", "its ends are no whole numbers", text);
      }
    }
    result.kind = Distribution::Kind::kInteger;
    result.step = 1;
    return result;
  }

  Distribution tagged(const std::vector<std::string>& arguments, const std::string& text) const {
    if (arguments.size() != 2 || arguments.front() != "log") {
      fail("tag", "the only tag is log, with an interval behind it", text);
    }
    const Distribution even = inner("tag", arguments.back(), {"interval", "int"});
    if (!(even.low > 0)) {
      fail("tag", "on a logarithmic scale the lower end is above 0", text);
    }
    return even.kind == Distribution::Kind::kInteger ? log_integers(even.low, even.high)
                                                     : log_reals(even.low, even.high);
  }

  SpaceWords words_;
};

const std::array<SpaceFunction, 5> SpaceReader::kFunctions = {
    {{"choice", "choice(a,b,…)", "choice(adam,sgd)", &SpaceReader::choice},
     {"range", "range(start,stop) or range(start,stop,step)", "range(1,10,2)", &SpaceReader::range},
     {"interval", "interval(low,high)", "interval(0.1,0.9)", &SpaceReader::interval},
     {"int", "int(interval(low,high))", "int(interval(1,5))", &SpaceReader::whole},
     {"tag", "tag(log,interval(low,high))", "tag(log,interval(1e-5,1e-3))", &SpaceReader::tagged}}};

std::string number_words(double value) {
  const bool is_whole = value == std::floor(value) && std::abs(value) <= kLargestWhole;
  return is_whole ? std::to_string(std::llround(value)) : value_text(OptionValue(value));
}

std::string range_words(const Distribution& range) {
  const bool is_whole = range.kind == Distribution::Kind::kInteger;
  const auto words = [&](double value) {
    return is_whole ? number_words(value) : value_text(OptionValue(value));
  };
  // Half a step behind the last value rounding neither loses it nor adds another one.
  const double stop = range.high + (is_whole ? 1 : range.step / 2);
  return "range(" + words(range.low) + "," + words(stop) + "," + words(range.step) + ")";
}

}  // namespace

Distribution parse_space(const std::string& text, const std::string& parameter,
                         const Place& place) {
  return SpaceReader({parameter, place}).space(text);
}

std::string space_text(const Distribution& distribution) {
  using Kind = Distribution::Kind;
  if (distribution.kind == Kind::kCategorical) {
    return "choice(" +
           joined(
               distribution.choices, [](const std::string& choice) { return choice_text(choice); },
               ",") +
           ")";
  }
  const bool is_integer = distribution.kind == Kind::kInteger;
  if (distribution.step != (is_integer ? 1 : 0)) return range_words(distribution);
  std::string text =
      "interval(" + number_words(distribution.low) + "," + number_words(distribution.high) + ")";
  if (is_integer) text = "int(" + text + ")";
  if (distribution.is_log) text = "tag(log," + text + ")";
  return text;
}

}  // namespace tandem
