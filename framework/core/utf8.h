// Where UTF-8 text can be cut. Used by whatever looks at text of anybody's making.
#pragma once

#include <cstddef>
#include <string_view>

namespace tandem {

/// Bytes of the character at the front of `text`, or 0 when there is no UTF-8 there (RFC 3629,
/// table 3-7 of the Unicode standard).
size_t utf8_length(std::string_view text);

/// Whether the front of `text` is a character that a terminal obeys instead of showing it: U+0000
/// to U+001F, U+007F, and U+0080 to U+009F (ECMA-48).
bool starts_with_control(std::string_view text);

}  // namespace tandem
