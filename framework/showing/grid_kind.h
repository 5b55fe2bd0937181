// A kind of grid as the program sees it. grids/<stem>.cpp defines `GridKind <stem>_grid()`.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "framework/showing/grid_context.h"
#include "framework/showing/image_tiles.h"

namespace tandem {

struct GridKind {
  std::string name;
  std::string sentence;
  bool during_training = false;  // whether a training draws it whenever it shows samples
  /// The grids of this kind that there can be of a model: its own name, or those of conditions or
  /// translations; none where the model or the data lacks what it takes.
  std::function<std::vector<std::string>(GridContext& context)> names;
  /// Draws one of these, without gradients.
  std::function<ImageRows(GridContext& context, const std::string& name)> draw;
};

/// The table of all kinds, generated from the files in grids/.
std::vector<GridKind> all_grid_kinds();

}  // namespace tandem
