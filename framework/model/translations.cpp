#include "framework/model/translations.h"

#include "framework/core/error.h"

namespace tandem {

Translation find_translation(const TranslatesImages& model, const std::string& name) {
  std::string known;
  for (const Translation& translation : model.translations()) {
    if (translation.name == name) return translation;
    known += (known.empty() ? "" : ", ") + translation.name;
  }
  throw UsageError({.what = name.empty() ? "the direction is missing" : "unknown direction",
                    .where = "--direction",
                    .expected = "one of " + known,
                    .got = name});
}

const Translation* way_back(const std::vector<Translation>& translations,
                            const Translation& translation) {
  for (const Translation& other : translations) {
    if (other.input == translation.output && other.output == translation.input) return &other;
  }
  return nullptr;
}

}  // namespace tandem
