// Names: of files that stay in their directory, and of what is made of few letters.
#pragma once

#include <string_view>

namespace tandem {

/// A letter or digit of ASCII, then at most 63 letters, digits, dots, dashes or underscores.
bool is_plain_name(std::string_view name);

/// Letters and digits of ASCII and these marks, one of all at least. For texts of any length,
/// unlike the library's regular expressions, which need stack for every letter.
bool is_made_of_letters_and(std::string_view marks, std::string_view text);

}  // namespace tandem
