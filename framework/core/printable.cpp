#include "framework/core/printable.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "framework/core/utf8.h"

namespace tandem {
namespace {

std::string escaped(std::string_view text, bool keeps_line_breaks) {
  std::string result;
  while (!text.empty()) {
    const size_t length = utf8_length(text);
    const size_t count = std::max<size_t>(length, 1);
    const bool is_line_break = text[0] == '\n' && keeps_line_breaks;
    // A byte that is no UTF-8 is shown too: terminals of 8-bit character sets obey 0x80 to 0x9f.
    if (is_line_break || (length > 0 && !starts_with_control(text))) {
      result += text.substr(0, count);
    } else {
      for (const char letter : text.substr(0, count)) {
        std::array<char, 5> number{};
        std::snprintf(number.data(), number.size(), "\\x%02x", static_cast<unsigned char>(letter));
        result += number.data();
      }
    }
    text.remove_prefix(count);
  }
  return result;
}

}  // namespace

std::string printable(const std::string& text) { return escaped(text, true); }

std::string printable_line(const std::string& text) { return escaped(text, false); }

}  // namespace tandem
