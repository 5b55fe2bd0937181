// How groups are told apart in charts: by colour, dashes and marker at once, so that none of them
// must be seen. Colours: Okabe and Ito, "Color Universal Design", 2008.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "framework/report/html.h"

namespace tandem {

/// The class whose colour the style sheet sets, "c0" to "c6"; repeats. "c7" for kReferenceGroup.
std::string colour_class(size_t group);

/// The value of stroke-dasharray; "none" for a line without gaps.
std::string dashes_of(size_t group);

/// A shape around a point of a drawing, with a name that shows when it is pointed at.
struct Marker {
  size_t group = 0;
  double x = 0.0;
  double y = 0.0;
  double radius = 3.0;
  bool is_filled = true;
  std::string name = {};
};
Html drawn(const Marker& marker);

/// In place of a group, for what groups are held against: it has the colour of text, which no group
/// has.
inline constexpr size_t kReferenceGroup = std::numeric_limits<size_t>::max();

struct LegendEntry {
  std::string name;
  size_t group = 0;
};

/// What belongs to which name; nothing for a single one.
Html legend(const std::vector<LegendEntry>& entries);

/// A coordinate of a drawing: one decimal, none where it is zero.
std::string coordinate(double value);

}  // namespace tandem
