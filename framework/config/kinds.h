// Tables of algorithms: each has a name, a sentence and the options that it reads.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {

/// The kind of that name. Throws Error when there is none: choices are checked when they are read.
template <class Kind>
Kind kind_named(const std::vector<Kind>& kinds, const std::string& name) {
  const auto found = std::ranges::find(kinds, name, &Kind::name);
  if (found != kinds.end()) return *found;
  throw Error(ExitCode::kInternal, {.what = "there is no algorithm of this name", .got = name});
}

template <class Kind>
bool reads(const Kind& kind, const std::string& option) {
  return std::ranges::find(kind.options, option) != kind.options.end();
}

/// "adam, adamw": those that read an option.
template <class Kind>
std::string readers_of(const std::vector<Kind>& kinds, const std::string& option) {
  std::vector<std::string> names;
  for (const Kind& kind : kinds) {
    if (reads(kind, option)) names.push_back(kind.name);
  }
  return joined(names);
}

/// "Optimisation algorithm. adam: …; sgd: …." from a name and a sentence of every kind.
template <class Kind>
std::string choice_sentence(const std::string& what, const std::vector<Kind>& kinds) {
  const auto described = [](const Kind& kind) { return kind.name + ": " + kind.sentence; };
  return what + ". " + joined(kinds, described, "; ") + ".";
}

}  // namespace tandem
