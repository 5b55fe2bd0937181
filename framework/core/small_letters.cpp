#include "framework/core/small_letters.h"

#include <algorithm>
#include <cctype>

namespace tandem {

std::string small_letters(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char letter) {
    return static_cast<char>(std::tolower(letter));
  });
  return text;
}

}  // namespace tandem
