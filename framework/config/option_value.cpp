#include "framework/config/option_value.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <string_view>
#include <type_traits>
#include <utility>

#include "framework/core/chars_of.h"
#include "framework/core/error.h"
#include "framework/core/number_in.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

// "B" last, because every unit ends in it.
constexpr std::array<std::pair<std::string_view, int64_t>, 5> kByteUnits = {
    {{"TiB", int64_t{1} << 40},
     {"GiB", int64_t{1} << 30},
     {"MiB", int64_t{1} << 20},
     {"KiB", int64_t{1} << 10},
     {"B", 1}}};

struct TypeName {
  std::string operator()(bool) const { return "true or false"; }
  std::string operator()(int64_t) const { return "integer"; }
  std::string operator()(double) const { return "number"; }
  std::string operator()(const std::string&) const { return "text"; }
  std::string operator()(Bytes) const { return "bytes"; }
  std::string operator()(const std::vector<int64_t>&) const { return "list of integers"; }
  std::string operator()(const std::vector<double>&) const { return "list of numbers"; }
  std::string operator()(const std::vector<std::string>&) const { return "list of texts"; }
};

struct ValueText {
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(int64_t value) const { return std::to_string(value); }

  std::string operator()(double value) const {
    std::string text = chars_of(value);
    // YAML 1.1 readers take a number without a point for an integer, or even for text.
    if (text.find('.') == std::string::npos) {
      text.insert(std::min(text.find('e'), text.size()), ".0");
    }
    return text;
  }

  std::string operator()(const std::string& value) const { return yaml_text(value); }

  std::string operator()(Bytes bytes) const {
    for (const auto& [unit, size] : kByteUnits) {
      if (size == 1 || bytes.value == 0 || bytes.value % size != 0) continue;
      return std::to_string(bytes.value / size) + std::string(unit);
    }
    return std::to_string(bytes.value);
  }

  template <class Element>
  std::string operator()(const std::vector<Element>& values) const {
    return "[" + joined(values, *this) + "]";
  }
};

bool is_plain_scalar(const ConfigNode& node) { return node.is_scalar() && !node.quoted; }

bool is_integer(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const bool all_digits = std::all_of(text.begin(), text.end(),
                                      [](unsigned char letter) { return std::isdigit(letter); });
  // With a 0 in front YAML 1.1 means an octal number.
  return !text.empty() && all_digits && (text.size() == 1 || text.front() != '0');
}

struct Read {
  const ConfigNode& node;
  const std::string& name;

  [[noreturn]] void fail(const std::string& what, const std::string& expected,
                         const std::string& advice = "") const {
    throw ConfigError({.what = "'" + name + "' " + what,
                       .where = node.place.text(),
                       .expected = expected,
                       .got = describe(node),
                       .advice = advice});
  }
  [[noreturn]] void fail_type(const std::string& expected, const std::string& advice = "") const {
    fail("has the wrong type", expected, advice);
  }
  [[noreturn]] void fail_range(const std::string& expected) const {
    fail("is out of range", expected);
  }

  OptionValue operator()(bool) const {
    if (is_plain_scalar(node) && node.text == "true") return true;
    if (is_plain_scalar(node) && node.text == "false") return false;
    fail_type("true or false");
  }

  OptionValue operator()(int64_t) const {
    if (!is_plain_scalar(node) || !is_integer(node.text)) fail_type("a decimal integer");
    const auto value = number_in<int64_t>(node.text);
    if (!value) fail_range("an integer of 64 bits");
    return *value;
  }

  OptionValue operator()(double) const {
    static const std::regex kNumber(
        R"([-+]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?)");
    // The length is bounded, because std::regex needs stack for every letter.
    if (!is_plain_scalar(node) || node.text.size() > 400 || !std::regex_match(node.text, kNumber)) {
      fail_type("a finite number");
    }
    const auto value = real_number_in(node.text);
    if (!value || !std::isfinite(*value)) fail_range("a finite number of double precision");
    return *value;
  }

  OptionValue operator()(const std::string&) const {
    if (!node.is_scalar()) fail_type("text");
    return node.text;
  }

  OptionValue operator()(Bytes) const {
    const std::string expected = "a number of bytes like 4096, 64MiB or 1GiB";
    if (!is_plain_scalar(node)) fail_type(expected);
    std::string_view digits = node.text;
    int64_t size = 1;
    for (const auto& [unit, unit_size] : kByteUnits) {
      if (!digits.ends_with(unit)) continue;
      digits.remove_suffix(unit.size());
      size = unit_size;
      break;
    }
    if (!is_integer(digits) || digits.starts_with('-')) fail_type(expected);
    const auto count = number_in<int64_t>(digits);
    if (!count || *count > std::numeric_limits<int64_t>::max() / size) fail_range(expected);
    return Bytes{*count * size};
  }

  template <class Element>
  OptionValue operator()(const std::vector<Element>&) const {
    if (!node.is_sequence()) {
      constexpr bool kOfTexts = std::is_same_v<Element, std::string>;
      fail_type(kOfTexts ? "a list like [one, two]" : "a list like [1, 2]",
                is_plain_scalar(node) ? "Put it in brackets." : "");
    }
    std::vector<Element> values;
    for (const ConfigNode& child : node.children) {
      values.push_back(std::get<Element>(Read{child, name}(Element{})));
    }
    return values;
  }
};

/// A JSON string, which is YAML too, without characters that a terminal obeys.
std::string quoted(const std::string& text) {
  const std::string json = nlohmann::json(text).dump();
  std::string result;
  for (std::string_view rest = json; !rest.empty();) {
    const size_t length = std::max<size_t>(utf8_length(rest), 1);
    if (starts_with_control(rest)) {
      // U+007F, or U+0080 to U+009F whose second byte is the number: JSON escapes those below.
      std::array<char, 7> number{};
      std::snprintf(number.data(), number.size(), "\\u%04x",
                    static_cast<unsigned char>(rest[length - 1]));
      result += number.data();
    } else {
      result += rest.substr(0, length);
    }
    rest.remove_prefix(length);
  }
  return result;
}

}  // namespace

std::string type_name(const OptionValue& value) { return std::visit(TypeName{}, value); }

std::string value_text(const OptionValue& value) { return std::visit(ValueText{}, value); }

std::string yaml_text(const std::string& text) {
  // What begins with a digit, a sign or a point may be a number; YAML 1.1 takes each of the words
  // for a truth value or for nothing. std::regex needs stack for every letter.
  static const std::regex kPlain("[A-Za-z_/][A-Za-z0-9_./+-]*");
  static const std::regex kWord("y|yes|n|no|on|off|true|false|null", std::regex::icase);
  const bool plain =
      text.size() < 400 && std::regex_match(text, kPlain) && !std::regex_match(text, kWord);
  return plain ? text : quoted(text);
}

OptionValue read_value(const ConfigNode& node, const OptionValue& like, const std::string& name) {
  return std::visit(Read{node, name}, like);
}

}  // namespace tandem
