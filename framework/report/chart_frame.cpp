#include "framework/report/chart_frame.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "framework/core/text.h"
#include "framework/report/chart_style.h"

namespace tandem {
namespace {

// Narrow enough that its text can be read on a telephone.
constexpr double kFrameWidth = 440;
constexpr double kFrameHeight = 280;
constexpr double kPlotLeft = 46;
constexpr double kPlotRight = kFrameWidth - 14;
constexpr double kTitleHeight = 18;  // of an axis that has one

Html line(const std::string& style, double x1, double y1, double x2, double y2) {
  return element("line", {{"class", style},
                          {"x1", coordinate(x1)},
                          {"y1", coordinate(y1)},
                          {"x2", coordinate(x2)},
                          {"y2", coordinate(y2)}});
}

}  // namespace

std::string shortened(const std::string& text, size_t most) {
  std::string shown = printable_line(text);
  size_t num_characters = 0;
  size_t cut = 0;  // where the last character that fits beside the dots ends
  for (size_t i = 0; i < shown.size(); ++num_characters) {
    i += std::max<size_t>(1, utf8_length(std::string_view(shown).substr(i)));
    if (num_characters + 2 == most) cut = i;
  }
  return num_characters <= most ? shown : shown.substr(0, cut) + "…";
}

Axis category_axis(const std::vector<std::string>& categories) {
  constexpr size_t kMostNames = 12;
  const size_t count = std::max<size_t>(categories.size(), 1);
  Axis axis{.low = 0.0, .high = static_cast<double>(count)};
  const size_t stride = (count + kMostNames - 1) / kMostNames;
  // Of all names about 60 letters fit side by side.
  const size_t letters = 60 / std::min(count, kMostNames) + 1;
  for (size_t i = 0; i < categories.size(); i += stride) {
    axis.ticks.push_back({static_cast<double>(i) + 0.5, shortened(categories[i], letters)});
  }
  return axis;
}

Html drawn_text(double x, double y, const std::string& anchor, const std::string& text,
                const std::string& style) {
  return element(
      "text",
      {{"class", style}, {"x", coordinate(x)}, {"y", coordinate(y)}, {"text-anchor", anchor}},
      printable_line(text));
}

Html drawing(const ChartTexts& texts, double width, double height, const Html& content) {
  return element("svg",
                 {{"class", "chart"},
                  {"role", "img"},
                  {"viewBox", "0 0 " + coordinate(width) + " " + coordinate(height)}},
                 element("title", {}, printable_line(texts.title)),
                 element("desc", {}, printable_line(texts.description)), content);
}

ChartFrame::ChartFrame(ChartTexts texts, Axis x, Axis y)
    : texts_(std::move(texts)), x_axis_(std::move(x)), y_axis_(std::move(y)) {}

double ChartFrame::x(double value) const {
  return kPlotLeft + x_axis_.place(value) * (kPlotRight - kPlotLeft);
}

double ChartFrame::y(double value) const {
  return bottom() - y_axis_.place(value) * (bottom() - top());
}

double ChartFrame::top() const { return texts_.y_title.empty() ? 12 : 12 + kTitleHeight; }

double ChartFrame::bottom() const {
  return kFrameHeight - 26 - (texts_.x_title.empty() ? 0 : kTitleHeight);
}

void ChartFrame::add(const Html& mark) { marks_ += mark; }

Html ChartFrame::finished() const {
  Html content;
  for (const Tick& tick : y_axis_.ticks) {
    content += line("grid", kPlotLeft, y(tick.value), kPlotRight, y(tick.value));
    content += drawn_text(kPlotLeft - 6, y(tick.value) + 4, "end", tick.text);
  }
  for (const Tick& tick : x_axis_.ticks) {
    content += line("grid", x(tick.value), bottom(), x(tick.value), bottom() + 4);
    content += drawn_text(x(tick.value), bottom() + 18, "middle", tick.text);
  }
  content += line("base", kPlotLeft, bottom(), kPlotRight, bottom());
  // Beside the axis and along it: text that lies on its side is hard to read.
  content += drawn_text(2, 14, "start", texts_.y_title, "axis");
  content += drawn_text(kPlotRight, kFrameHeight - 6, "end", texts_.x_title, "axis");
  // Marks come last, and so lie above the grid.
  return drawing(texts_, kFrameWidth, kFrameHeight, content + marks_);
}

}  // namespace tandem
