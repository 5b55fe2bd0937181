#include "framework/config/plain_text.h"

#include <cstdint>

#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {
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
