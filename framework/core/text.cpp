#include "framework/core/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

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

size_t utf8_length(std::string_view text) {
  // Behind the end stands 0, which continues no character.
  const auto byte = [&](size_t i) { return i < text.size() ? static_cast<uint8_t>(text[i]) : 0; };
  const auto continues = [&](size_t i) { return (byte(i) & 0xc0) == 0x80; };
  const int first = byte(0);
  if (text.empty()) return 0;
  if (first < 0x80) return 1;
  // 0xc0 and 0xc1 would begin longer forms of ASCII, 0xf5 and more what is no character.
  if (first >= 0xc2 && first < 0xe0) return continues(1) ? 2 : 0;
  if (first >= 0xe0 && first < 0xf0) {
    const bool overlong = first == 0xe0 && byte(1) < 0xa0;
    const bool surrogate = first == 0xed && byte(1) >= 0xa0;
    return !overlong && !surrogate && continues(1) && continues(2) ? 3 : 0;
  }
  if (first >= 0xf0 && first < 0xf5) {
    const bool overlong = first == 0xf0 && byte(1) < 0x90;
    const bool too_large = first == 0xf4 && byte(1) >= 0x90;
    return !overlong && !too_large && continues(1) && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

std::string_view utf8_front(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  // What is left out must not begin with a byte that continues a character.
  while (max_bytes > 0 && (static_cast<uint8_t>(text[max_bytes]) & 0xc0) == 0x80) --max_bytes;
  return text.substr(0, max_bytes);
}

bool starts_with_control(std::string_view text) {
  if (text.empty()) return false;
  const auto first = static_cast<uint8_t>(text[0]);
  if (first < 0x20 || first == 0x7f) return true;
  return first == 0xc2 && text.size() > 1 && static_cast<uint8_t>(text[1]) >= 0x80 &&
         static_cast<uint8_t>(text[1]) < 0xa0;
}

std::string printable(const std::string& text) { return escaped(text, true); }

std::string printable_line(const std::string& text) { return escaped(text, false); }

std::string counted(size_t count, const std::string& singular) {
  return std::to_string(count) + " " + singular + (count == 1 ? "" : "s");
}

size_t columns_of(std::string_view text) {
  size_t columns = 0;
  for (; !text.empty(); ++columns) text.remove_prefix(std::max<size_t>(utf8_length(text), 1));
  return columns;
}

std::string bytes_text(int64_t bytes) {
  const char* units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  auto value = static_cast<double>(bytes);
  size_t unit = 0;
  for (; value >= 1024.0 && unit < 4; ++unit) value /= 1024.0;
  char text[32];
  std::snprintf(text, sizeof(text), unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
  return text;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

}  // namespace tandem
