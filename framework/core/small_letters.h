// Texts that mean the same in small letters and in capitals.
#pragma once

#include <string>

namespace tandem {

/// The text with small letters for its capitals, A to Z.
std::string small_letters(std::string text);

}  // namespace tandem
