#include "framework/core/plain_name.h"

#include <algorithm>

namespace tandem {
namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

bool is_plain_name(std::string_view name) {
  return name.size() <= 64 && is_made_of_letters_and("._-", name) &&
         is_letter_or_digit(name.front());
}

bool is_made_of_letters_and(std::string_view marks, std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return is_letter_or_digit(c) || marks.find(c) != std::string_view::npos;
  });
}

}  // namespace tandem
