// The types an option may have, and their text forms.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "framework/config/config_node.h"

namespace tandem {

/// A number of bytes; written 4096, 64MiB, 1GiB.
struct Bytes {
  int64_t value = 0;
  bool operator==(const Bytes&) const = default;
};

/// The value of any option.
using OptionValue = std::variant<bool, int64_t, double, std::string, Bytes, std::vector<int64_t>,
                                 std::vector<double>, std::vector<std::string>>;

/// "integer", "number", "true or false", "text", "bytes", "list of integers", "list of numbers",
/// "list of texts".
std::string type_name(const OptionValue& value);

/// The value as YAML that reads back to exactly the same value; doubles in shortest form.
std::string value_text(const OptionValue& value);

/// `text` as a YAML scalar: plain where no reader can mistake it, else in double quotes.
std::string yaml_text(const std::string& text);

/// Reads `node` as a value of the type that `like` has, strictly: decimal integers, finite numbers,
/// `true` or `false` only. Throws ConfigError (what, where, expected, got) for anything else;
/// `name` is how it calls the option.
OptionValue read_value(const ConfigNode& node, const OptionValue& like, const std::string& name);

}  // namespace tandem
