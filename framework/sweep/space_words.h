// The words for a space, taken apart at commas, and what is said where they are wrong.
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

}  // namespace tandem
