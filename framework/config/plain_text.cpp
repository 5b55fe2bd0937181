#include "framework/config/plain_text.h"

#include <cstdint>

#include "framework/core/error.h"

namespace tandem {
namespace {

/// Length of the UTF-8 sequence at the front of `text`, or 0 when there is none (RFC 3629, table
/// 3-7 of the Unicode standard).
size_t utf8_length(std::string_view text) {
  const auto byte = [&](size_t i) { return i < text.size() ? static_cast<uint8_t>(text[i]) : 0; };
  const auto continues = [&](size_t i) { return (byte(i) & 0xc0) == 0x80; };
  const int first = byte(0);
  if (first < 0x80) return 1;
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

}  // namespace

void check_plain_utf8(std::string_view text, const std::string& source) {
  int line = 1;
  for (size_t i = 0; i < text.size();) {
    const size_t length = utf8_length(text.substr(i));
    const auto byte = static_cast<uint8_t>(text[i]);
    if (length == 0 || (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r')) {
      throw ConfigError({.what = length == 0 ? "not UTF-8" : "a control character",
                         .where = source + ":" + std::to_string(line),
                         .expected = "UTF-8 text",
                         .got = "byte " + std::to_string(byte),
                         .advice = "Save the configuration as UTF-8 text."});
    }
    if (byte == '\n') ++line;
    i += length;
  }
}

}  // namespace tandem
