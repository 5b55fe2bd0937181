// Overrides from the command line, after Hydra: `a.b=v` sets, `+a.b=v` adds, `~a.b` deletes; and
// `?a.b=v` sets an option also where nothing reads it, without effect then: `parse_options` refuses
// other overrides of such an option.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "framework/config/config_node.h"

namespace tandem {

/// Applies the overrides to `root` in order. A value in brackets, braces or quotes is read as YAML,
/// any other is taken literally. Whether a name is known is checked by `parse_options`. Throws
/// UsageError for an override that cannot be understood, ConfigError for one that does not apply:
/// `+` on a name that is there, `~` on one that is not, a path through something that is no
/// section, or to an element of a list: only its options can be set, or the whole list.
void apply_overrides(ConfigNode& root, const std::vector<std::string>& overrides);

/// Whether an override begins with the mark of what it does: + ~ or ?; without one it sets.
bool has_mark(std::string_view text);

}  // namespace tandem
