// What text may come into a configuration: UTF-8 without control characters. Used by the YAML
// reader and the overrides.
#pragma once

#include <string>
#include <string_view>

namespace tandem {

/// Throws ConfigError when `text` is not UTF-8 or has control characters other than tab and line
/// ends.
void check_plain_utf8(std::string_view text, const std::string& source);

}  // namespace tandem
