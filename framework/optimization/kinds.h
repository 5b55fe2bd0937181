// Tables of algorithms: each has a name, a sentence and the options that it reads.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "framework/core/error.h"

namespace tandem {

/// The kind of that name. Throws Error when there is none: choices are checked when they are read.
template <class Kind>
Kind kind_named(const std::vector<Kind>& kinds, const std::string& name) {
  const auto found = std::ranges::find(kinds, name, &Kind::name);
  if (found != kinds.end()) return *found;
  throw Error(ExitCode::kInternal, {.what = "there is no algorithm of this name", .got = name});
}

template <class Kind>
std::vector<std::string> kind_names(const std::vector<Kind>& kinds) {
  std::vector<std::string> names;
  for (const Kind& kind : kinds) names.push_back(kind.name);
  return names;
}

template <class Kind>
bool reads(const Kind& kind, const std::string& option) {
  return std::ranges::find(kind.options, option) != kind.options.end();
}

}  // namespace tandem
