// Text of anybody's making (names in files, values, messages) for the terminal, which obeys control
// characters. Used wherever such text is shown.
#pragma once

#include <string>

namespace tandem {

/// `text` with control characters but line breaks (those beyond ASCII too), and bytes that are no
/// UTF-8, as \xNN.
std::string printable(const std::string& text);

/// The same for what is one line, with line breaks as \x0a as well.
std::string printable_line(const std::string& text);

}  // namespace tandem
