// Numbers with names, in the order in which they are written.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace tandem {

using NamedValues = std::vector<std::pair<std::string, double>>;

}  // namespace tandem
