#include "framework/report/chart_style.h"

#include <array>
#include <charconv>
#include <cmath>

#include "framework/core/chars_of.h"

namespace tandem {
namespace {

// With six markers no two counts have a common divisor: a look repeats after 210 groups.
constexpr size_t kNumColours = 7;
constexpr std::array<const char*, 5> kDashes = {"none", "7 3", "2 2.5", "9 3 2 3", "12 4"};

/// Corners around the origin at distance 1, each marker of about the same area.
struct Corner {
  double x;
  double y;
};
const std::vector<std::vector<Corner>>& shapes() {
  static const std::vector<std::vector<Corner>> kTable = {
      {},                                                    // a circle
      {{-0.9, -0.9}, {0.9, -0.9}, {0.9, 0.9}, {-0.9, 0.9}},  // a square
      {{0, -1.25}, {1.15, 0.8}, {-1.15, 0.8}},               // a triangle
      {{0, -1.3}, {1.3, 0}, {0, 1.3}, {-1.3, 0}},            // a diamond
      {{0, 1.25}, {1.15, -0.8}, {-1.15, -0.8}},              // a triangle upside down
      {{-1.25, -0.4},
       {-0.4, -0.4},
       {-0.4, -1.25},
       {0.4, -1.25},
       {0.4, -0.4},
       {1.25, -0.4},
       {1.25, 0.4},
       {0.4, 0.4},
       {0.4, 1.25},
       {-0.4, 1.25},
       {-0.4, 0.4},
       {-1.25, 0.4}},  // a cross
  };
  return kTable;
}

Html named(const std::string& name) { return name.empty() ? Html() : element("title", {}, name); }

}  // namespace

std::string colour_class(size_t group) {
  return "c" + std::to_string(group == kReferenceGroup ? kNumColours : group % kNumColours);
}

std::string dashes_of(size_t group) { return kDashes[group % kDashes.size()]; }

std::string coordinate(double value) {
  // Beyond this no drawing goes; an axis that was left out of account must not make long numbers.
  const double limited = std::isfinite(value) ? std::min(std::max(value, -9999.0), 9999.0) : 0.0;
  std::string text = chars_of(limited, std::chars_format::fixed, 1);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

Html drawn(const Marker& marker) {
  const std::string style =
      (marker.is_filled ? "mark " : "mark open ") + colour_class(marker.group);
  const std::vector<Corner>& corners = shapes()[marker.group % shapes().size()];
  if (corners.empty()) {
    return element("circle",
                   {{"class", style},
                    {"cx", coordinate(marker.x)},
                    {"cy", coordinate(marker.y)},
                    {"r", coordinate(marker.radius)}},
                   named(marker.name));
  }
  std::string path;
  for (const Corner& corner : corners) {
    path += (path.empty() ? "M" : "L") + coordinate(marker.x + corner.x * marker.radius) + " " +
            coordinate(marker.y + corner.y * marker.radius);
  }
  return element("path", {{"class", style}, {"d", path + "Z"}}, named(marker.name));
}

Html legend(const std::vector<LegendEntry>& entries) {
  if (entries.size() < 2) return {};
  Html items;
  for (const LegendEntry& entry : entries) {
    const Html line = element("line", {{"class", "mean " + colour_class(entry.group)},
                                       {"stroke-dasharray", dashes_of(entry.group)},
                                       {"x1", "1"},
                                       {"y1", "7"},
                                       {"x2", "33"},
                                       {"y2", "7"}});
    const Html swatch =
        element("svg", {{"class", "swatch"}, {"viewBox", "0 0 34 14"}, {"aria-hidden", "true"}},
                line, drawn({.group = entry.group, .x = 17, .y = 7, .radius = 4}));
    items += element("li", {}, swatch, isolated(entry.name));
  }
  return element("ul", {{"class", "legend"}}, items);
}

}  // namespace tandem
