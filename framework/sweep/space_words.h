// The words for a space and for the values of choices: taken apart, read, written, and what is said
// where they are wrong.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "framework/config/config_node.h"

namespace tandem {

/// Whose words they are.
struct SpaceWords {
  const std::string& parameter;
  const Place& place;

  /// Throws ConfigError: "<place>: the values of '<parameter>': <what>; expected …, got …".
  [[noreturn]] void fail(const std::string& what, const std::string& expected, std::string_view got,
                         const std::string& advice) const;

  /// The parts between commas that are in no brackets and no quotes, without spaces around them; at
  /// least one. Throws ConfigError where brackets or quotes are not closed.
  std::vector<std::string> parts_of(std::string_view text) const;
};

/// `text` without spaces at its ends.
std::string_view trimmed(std::string_view text);

/// A value, as `train` reads it, of one that is written among the words of a space: lists and
/// sections in one way, quotes only where `train` needs them. Throws ConfigError.
std::string read_choice(const SpaceWords& words, const std::string& text);

/// How words of a space have a value that `train` reads: read_choice reads it back.
std::string choice_text(const std::string& choice);

/// How they have a value of a list in a YAML file.
std::string choice_text(const ConfigNode& value);

}  // namespace tandem
