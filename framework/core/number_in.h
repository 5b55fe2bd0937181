// Numbers that are written in a text, whatever the locale is.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace tandem {

/// The number that all of a text is, in decimal digits. Nothing for any other text, as one with a
/// plus sign or a space, and for a number that does not fit into the type. Real numbers may be nan
/// or inf.
template <class Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

/// The same for a real number, which may have a plus sign.
inline std::optional<double> real_number_in(std::string_view text) {
  // Of two signs neither belongs to a number.
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  return number_in<double>(text);
}

}  // namespace tandem
