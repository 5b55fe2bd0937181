// Grids of all that a model can show, by their names.
#pragma once

#include <string>
#include <vector>

#include "framework/core/image.h"
#include "framework/showing/grid_context.h"
#include "framework/showing/grid_kind.h"

namespace tandem {

class ModelGrids {
 public:
  /// All outlive the grids. The model is in evaluation mode whenever one is asked for.
  ModelGrids(GenerativeModel& model, const DataSources& data, const GridSettings& settings)
      : context_(model, data, settings), kinds_(all_grid_kinds()) {}

  /// What there can be a grid of. Those of images need the split `test`.
  std::vector<std::string> names();
  /// Of these, what a training draws whenever it shows samples.
  std::vector<std::string> training_names();
  /// Throws ConfigError that lists names() for one that is not among them.
  void check_name(const std::string& name);
  /// The grid of this name. Throws as check_name.
  Image grid(const std::string& name);

 private:
  std::vector<std::string> names_where(bool (*is_wanted)(const GridKind& kind));

  GridContext context_;
  std::vector<GridKind> kinds_;
};

}  // namespace tandem
