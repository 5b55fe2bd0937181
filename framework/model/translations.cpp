#include "framework/model/translations.h"

#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {

Translation find_translation(const TranslatesImages& model, const std::string& name) {
  const std::vector<Translation> known = model.translations();
  for (const Translation& translation : known) {
    if (translation.name == name) return translation;
  }
  throw UsageError({.what = name.empty() ? "the direction is missing" : "unknown direction",
                    .where = "--direction",
                    .expected = "one of " + joined(known, &Translation::name),
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
