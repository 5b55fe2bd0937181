// Numbers as text, whatever the locale is.
#pragma once

#include <array>
#include <charconv>
#include <string>

namespace tandem {

/// A number as std::to_chars writes it in this form: without one, in the fewest digits that read
/// back as the same number.
template <class Number, class... Form>
std::string chars_of(Number number, Form... form) {
  // 309 digits before the point of the largest number, and dozens behind it.
  std::array<char, 400> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number, form...).ptr;
  return {text.data(), end};
}

}  // namespace tandem
