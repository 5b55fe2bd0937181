#include "framework/model/capabilities.h"

namespace tandem {

const Translation* find_translation(const std::vector<Translation>& translations,
                                    const std::string& name) {
  for (const Translation& translation : translations) {
    if (translation.name == name) return &translation;
  }
  return nullptr;
}

const Translation* way_back(const std::vector<Translation>& translations,
                            const Translation& translation) {
  // By the fields: a name says nothing of a direction.
  for (const Translation& other : translations) {
    if (other.input == translation.output && other.output == translation.input) return &other;
  }
  return nullptr;
}

}  // namespace tandem
