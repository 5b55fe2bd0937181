// Reads YAML of unknown origin into a ConfigNode tree. Limits hold while reading: 1 MiB, 32 levels,
// 100,000 nodes, one document, UTF-8; anchors, aliases, tags and duplicate keys are refused.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "framework/config/config_node.h"

namespace tandem {

/// Throws ConfigError when `text` is not UTF-8 or has control characters other than tab and line
/// ends: what may come into a configuration, from a file or an override.
void check_plain_utf8(std::string_view text, const std::string& source);

/// Parses YAML text; `source` is how messages name it. Throws ConfigError with line and column.
ConfigNode read_yaml(std::string_view text, const std::string& source);

/// Reads a file. Throws FileError when it cannot be read, with the name that was probably meant
/// where there is none; ConfigError when it cannot be used.
ConfigNode read_yaml_file(const std::filesystem::path& path);

}  // namespace tandem
