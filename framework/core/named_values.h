// Numbers and texts with names, in the order in which they are written.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace tandem {

using NamedValues = std::vector<std::pair<std::string, double>>;

/// Options as flatten gives them, libraries and their versions.
using NamedTexts = std::vector<std::pair<std::string, std::string>>;

/// The text under a name; empty where there is no such name.
std::string text_under(const NamedTexts& texts, const std::string& name);

}  // namespace tandem
