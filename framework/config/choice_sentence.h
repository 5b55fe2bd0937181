// The sentence of an option whose choices explain themselves.
#pragma once

#include <string>
#include <vector>

#include "framework/core/text.h"

namespace tandem {

/// "Optimisation algorithm. adam: …; sgd: …." from a name and a sentence of every kind.
template <class Kind>
std::string choice_sentence(const std::string& what, const std::vector<Kind>& kinds) {
  const auto described = [](const Kind& kind) { return kind.name + ": " + kind.sentence; };
  return what + ". " + joined(kinds, described, "; ") + ".";
}

}  // namespace tandem
