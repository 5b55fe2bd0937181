// Text of anybody's making (names in files, values, messages): where UTF-8 can be cut, what of it a
// terminal may be given, and lists of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace tandem {

/// Bytes of the character at the front of `text`, or 0 when there is no UTF-8 there (RFC 3629,
/// table 3-7 of the Unicode standard).
size_t utf8_length(std::string_view text);

/// The longest front of `text` of at most `max_bytes` bytes that ends between two characters.
std::string_view utf8_front(std::string_view text, size_t max_bytes);

/// Whether the front of `text` is a character that a terminal obeys instead of showing it: U+0000
/// to U+001F, U+007F, and U+0080 to U+009F (ECMA-48).
bool starts_with_control(std::string_view text);

/// `text` with control characters but line breaks (those beyond ASCII too), and bytes that are no
/// UTF-8, as \xNN.
std::string printable(const std::string& text);

/// The same for what is one line, with line breaks as \x0a as well.
std::string printable_line(const std::string& text);

/// A number of bytes for people: "44.9 MiB".
std::string bytes_text(int64_t bytes);

/// "1 run", "3 runs".
std::string counted(size_t count, const std::string& singular);

/// Columns that a terminal takes for a text: one for each character.
size_t columns_of(std::string_view text);

/// The parts of `text` between separators, one more than there are separators.
std::vector<std::string> split(std::string_view text, char separator);

/// "a, b, c": what `part`, a function or a member, gives for each of `items`, by default the item
/// itself; numbers in decimal.
template <class Items, class Part = std::identity>
std::string joined(const Items& items, const Part& part = {}, std::string_view separator = ", ") {
  std::string text;
  std::string_view before = "";
  for (const auto& item : items) {
    text += before;
    before = separator;
    const auto& each = std::invoke(part, item);
    if constexpr (std::is_arithmetic_v<std::decay_t<decltype(each)>>) {
      text += std::to_string(each);
    } else {
      text += each;
    }
  }
  return text;
}

}  // namespace tandem
