#include "framework/showing/model_grids.h"

#include <torch/utils.h>

#include <algorithm>

#include "framework/config/nearest_name.h"
#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {

std::vector<std::string> ModelGrids::names() {
  return names_where([](const GridKind&) { return true; });
}

std::vector<std::string> ModelGrids::training_names() {
  return names_where([](const GridKind& kind) { return kind.during_training; });
}

std::vector<std::string> ModelGrids::names_where(bool (*is_wanted)(const GridKind& kind)) {
  std::vector<std::string> names;
  for (const GridKind& kind : kinds_) {
    if (!is_wanted(kind)) continue;
    for (std::string& name : kind.names(context_)) names.push_back(std::move(name));
  }
  return names;
}

void ModelGrids::check_name(const std::string& name) {
  const std::vector<std::string> known = names();
  if (std::ranges::find(known, name) != known.end()) return;
  Problem problem{.what = "there is no such grid of this run", .where = "grid", .got = name};
  if (known.empty()) problem.expected = "a family that can show something";
  if (!known.empty()) problem.what += before_list(name, known);
  for (const GridKind& kind : kinds_) {
    const std::vector<std::string> names = kind.names(context_);
    if (!names.empty()) problem.items.push_back(joined(names) + ": " + kind.sentence);
  }
  throw ConfigError(problem);
}

Image ModelGrids::grid(const std::string& name) {
  const torch::NoGradGuard no_gradients;
  for (const GridKind& kind : kinds_) {
    const std::vector<std::string> names = kind.names(context_);
    if (std::ranges::find(names, name) == names.end()) continue;
    return grid_of(kind.draw(context_, name));
  }
  check_name(name);
  throw Error(ExitCode::kInternal, {.what = "the grid is gone", .got = name});
}

}  // namespace tandem
