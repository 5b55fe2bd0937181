// Names of files that stay in their directory.
#pragma once

#include <string_view>

namespace tandem {

/// A letter or digit of ASCII, then at most 63 letters, digits, dots, dashes or underscores.
bool is_plain_name(std::string_view name);

}  // namespace tandem
