#include "framework/core/small_letters.h"

#include <algorithm>

namespace tandem {

std::string small_letters(std::string text) {
  std::ranges::transform(text, text.begin(), [](char letter) {
    return 'A' <= letter && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return text;
}

}  // namespace tandem
