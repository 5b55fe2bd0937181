// A launcher of the table, however many others there are.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "launch/job/launcher_kind.h"

namespace tandem::testing_support {

inline LauncherKind launcher_named(const std::string& name) {
  const std::vector<LauncherKind> all = all_launchers();
  return *std::ranges::find(all, name, &LauncherKind::name);
}

}  // namespace tandem::testing_support
