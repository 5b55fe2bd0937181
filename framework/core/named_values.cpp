#include "framework/core/named_values.h"

#include <algorithm>

namespace tandem {

std::string text_under(const NamedTexts& texts, const std::string& name) {
  const auto found = std::ranges::find(texts, name, &NamedTexts::value_type::first);
  return found == texts.end() ? "" : found->second;
}

}  // namespace tandem
