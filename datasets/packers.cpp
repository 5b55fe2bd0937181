#include "datasets/packers.h"

#include "framework/core/error.h"

namespace tandem {

std::vector<std::string> listed_names(const std::string& text, const std::string& option) {
  std::vector<std::string> names(1);
  for (char letter : text) {
    if (letter == ',') {
      names.emplace_back();
    } else {
      names.back() += letter;
    }
  }
  for (const std::string& name : names) {
    if (name.empty()) throw UsageError({.what = option + " has an empty name", .got = text});
  }
  return names;
}

}  // namespace tandem
