#include "framework/core/printable.h"

#include <array>
#include <cctype>
#include <cstdio>

namespace tandem {
namespace {

std::string escaped(const std::string& text, bool keeps_line_breaks) {
  std::string result;
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    if (std::iscntrl(code) == 0 || (letter == '\n' && keeps_line_breaks)) {
      result += letter;
    } else {
      std::array<char, 5> number{};
      std::snprintf(number.data(), number.size(), "\\x%02x", code);
      result += number.data();
    }
  }
  return result;
}

}  // namespace

std::string printable(const std::string& text) { return escaped(text, true); }

std::string printable_line(const std::string& text) { return escaped(text, false); }

}  // namespace tandem
