// What is the same in every chart: a drawing with a name and a description, axes, a grid of lines.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "framework/report/axis.h"
#include "framework/report/html.h"

namespace tandem {

struct ChartTexts {
  std::string title;        // read aloud, and shown when the drawing is pointed at
  std::string description;  // what is to be seen, in a sentence
  std::string x_title;
  std::string y_title;
};

/// A drawing with marks in the order in which they are added, later ones above earlier ones.
class ChartFrame {
 public:
  ChartFrame(ChartTexts texts, Axis x, Axis y);

  /// Places of values, in units of the drawing; not finite for values that have none.
  double x(double value) const;
  double y(double value) const;
  double top() const;
  double bottom() const;
  void add(const Html& mark);
  Html finished() const;

 private:
  ChartTexts texts_;
  Axis x_axis_;
  Axis y_axis_;
  Html marks_;
};

/// A drawing of a size, named and described, that is as wide as its place.
Html drawing(const ChartTexts& texts, double width, double height, const Html& content);

/// At most `most` characters of a text on one line, the last one "…" where it was cut.
std::string shortened(const std::string& text, size_t most);

/// An axis on which category i takes the room from i to i + 1; where they are many, some are named.
Axis category_axis(const std::vector<std::string>& categories);

/// Text in a drawing. `anchor`: "start", "middle", "end" of it lies at x.
Html drawn_text(double x, double y, const std::string& anchor, const std::string& text,
                const std::string& style = "tick");

}  // namespace tandem
