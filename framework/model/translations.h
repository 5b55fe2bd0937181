// The translations of a family: by name, and back. Called by evaluation, grids and `tandem sample`.
#pragma once

#include <string>
#include <vector>

#include "framework/model/capabilities.h"

namespace tandem {

/// The translation of this name. Throws UsageError listing those known.
Translation find_translation(const TranslatesImages& model, const std::string& name);

/// The one that leads back from where `translation` leads; null when there is none.
const Translation* way_back(const std::vector<Translation>& translations,
                            const Translation& translation);

}  // namespace tandem
