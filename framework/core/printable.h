// Text of anybody's making (names in files, values, messages) for the terminal, which obeys control
// characters. Used wherever such text is shown.
#pragma once

#include <string>

namespace tandem {

/// `text` with '?' for control characters but line breaks.
std::string printable(std::string text);

/// The same for what is one line, with '?' for line breaks as well.
std::string printable_line(std::string text);

}  // namespace tandem
