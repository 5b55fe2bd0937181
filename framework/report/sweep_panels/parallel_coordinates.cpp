// All parameters of the complete trials at once, a line for each trial.
#include <algorithm>
#include <set>

#include "framework/core/text.h"
#include "framework/report/chart_frame.h"
#include "framework/report/chart_style.h"
#include "framework/report/number_text.h"
#include "framework/report/page_parts.h"
#include "framework/report/short_labels.h"
#include "framework/report/sweep_charts.h"
#include "framework/report/sweep_panel.h"

namespace tandem {
namespace {

constexpr size_t kMostAxes = 9;   // of parameters
constexpr size_t kNumShades = 5;  // "q0" to "q4", the best in the last
constexpr size_t kMostTrials = 300;

/// One axis: a parameter, or the metric where there is none.
struct Coordinate {
  std::string name;
  Axis axis;
  const SweepParameter* parameter = nullptr;
};

/// The place of a trial on an axis; nothing where it has none.
std::optional<double> place_of(const SweepTrial& trial, const Coordinate& shown) {
  if (shown.parameter == nullptr) return shown.axis.place(*trial.result);
  const auto value = trial.values.find(shown.parameter->name);
  if (value == trial.values.end()) return std::nullopt;
  return shown.axis.place(axis_value(*shown.parameter, value->second));
}

/// Where axes lie: side by side, or one below the other where a page is narrow.
struct Layout {
  bool is_wide = true;
  size_t num_axes = 0;

  double width() const { return is_wide ? 820 : 440; }
  double height() const { return is_wide ? 360 : 30 + 62 * static_cast<double>(num_axes); }
  double across(size_t axis) const {
    const auto index = static_cast<double>(axis);
    const double gaps = static_cast<double>(std::max<size_t>(num_axes, 2) - 1);
    return is_wide ? 50 + index * (width() - 120) / gaps : 36 + 62 * index;
  }
  double along(double place) const {
    return is_wide ? 320 - place * 270 : 40 + place * (width() - 80);
  }
  std::pair<double, double> point(size_t axis, double place) const {
    return is_wide ? std::pair(across(axis), along(place)) : std::pair(along(place), across(axis));
  }
};

/// The name of an axis, or where that does not fit as much of its end as tells it from the others.
std::string fitting_name(const std::vector<Coordinate>& axes, size_t index, size_t most) {
  const std::string& name = axes[index].name;
  std::set<std::string> all;
  for (const Coordinate& each : axes) all.insert(each.name);
  return shortened(name.size() <= most ? name : short_name(name, all), most);
}

Html name_of(const Layout& layout, const std::vector<Coordinate>& axes, size_t index) {
  constexpr double kLetter = 7;  // its width
  if (!layout.is_wide) {
    return drawn_text(0, layout.across(index) - 12, "start", fitting_name(axes, index, 40),
                      "label halo");
  }
  // Names of neighbours in two lines, so that they do not meet.
  const double y = index % 2 == 0 ? 34 : 18;
  const double room = axes.size() < 2 ? layout.width() : 2 * (layout.across(1) - layout.across(0));
  const std::string name =
      fitting_name(axes, index, std::max<size_t>(15, static_cast<size_t>(room / kLetter) - 2));
  if (index == 0) return drawn_text(0, y, "start", name, "label halo");
  const bool is_last = index + 1 == axes.size();
  return drawn_text(is_last ? layout.width() : layout.across(index), y, is_last ? "end" : "middle",
                    name, "label halo");
}

Html axis_of(const Layout& layout, const std::vector<Coordinate>& axes, size_t index) {
  const Coordinate& shown = axes[index];
  const auto [x1, y1] = layout.point(index, 0);
  const auto [x2, y2] = layout.point(index, 1);
  Html marks = element("line", {{"class", "base"},
                                {"x1", coordinate(x1)},
                                {"y1", coordinate(y1)},
                                {"x2", coordinate(x2)},
                                {"y2", coordinate(y2)}}) +
               name_of(layout, axes, index);
  for (const Tick& tick : shown.axis.ticks) {
    const auto [x, y] = layout.point(index, shown.axis.place(tick.value));
    marks += layout.is_wide
                 ? drawn_text(x + 5, y + 4, "start", shortened(tick.text, 9), "tick halo")
                 : drawn_text(x, y + 14, "middle", shortened(tick.text, 9), "tick halo");
  }
  return marks;
}

/// Through all axes that a trial has a place on; past those that it has none on, by dashes.
Html line_of(const Layout& layout, const std::vector<Coordinate>& axes, const SweepTrial& trial,
             const std::string& style) {
  std::string path;
  std::string dashes;
  std::string last;
  bool is_passing = false;
  for (size_t i = 0; i < axes.size(); ++i) {
    const std::optional<double> place = place_of(trial, axes[i]);
    if (place) {
      const auto [x, y] = layout.point(i, *place);
      const std::string point = coordinate(x) + " " + coordinate(y);
      if (is_passing && !last.empty()) dashes += "M" + last + "L" + point;
      path += (is_passing || last.empty() ? "M" : "L") + point;
      last = point;
    }
    is_passing = !place.has_value();
  }
  Html line =
      element("path", {{"class", style}, {"d", path}}, element("title", {}, trial_text(trial)));
  if (dashes.empty()) return line;
  return line + element("path", {{"class", style}, {"stroke-dasharray", "2 4"}, {"d", dashes}});
}

Html drawing_of(const SweepSubject& sweep, const std::vector<Coordinate>& axes, bool is_wide) {
  const Layout layout{.is_wide = is_wide, .num_axes = axes.size()};
  auto trials = best_trials(sweep);
  trials.resize(std::min(trials.size(), kMostTrials));
  Html content;
  for (size_t i = trials.size(); i-- > 0;) {  // the best above the others
    // By rank and not by value: an outlier would leave one shade to all others.
    const size_t shade = kNumShades - 1 - i * kNumShades / trials.size();
    const std::string style =
        i == 0 ? "mean " + colour_class(kBestLook) : "course q" + std::to_string(shade);
    content += line_of(layout, axes, *trials[i], style);
  }
  for (size_t i = 0; i < axes.size(); ++i) content += axis_of(layout, axes, i);
  return drawing({.title = "Parameters and " + sweep.metric + " of complete trials",
                  .description = "A line for each trial through its parameters to its value."},
                 layout.width(), layout.height(), content);
}

Html draw(const SweepSubject& sweep) {
  auto parameters = varied_parameters(sweep);
  const auto best = best_trials(sweep);
  if (best.size() < 2 || parameters.empty()) return {};
  const size_t num_parameters = parameters.size();
  parameters.resize(std::min(num_parameters, kMostAxes));
  std::vector<Coordinate> axes;
  for (const SweepParameter* parameter : parameters) {
    axes.push_back({parameter->name, parameter_axis(*parameter), parameter});
  }
  std::vector<double> results;
  for (const SweepTrial* trial : best) results.push_back(*trial->result);
  axes.push_back({sweep.metric, fitting_axis(results), nullptr});
  // Both forms are in the page; its style shows the one that there is room for.
  Html body = element("div", {{"class", "wide"}},
                      element("div", {{"class", "roomy"}}, drawing_of(sweep, axes, true)),
                      element("div", {{"class", "narrow"}}, drawing_of(sweep, axes, false)));
  if (num_parameters > kMostAxes) {
    body += element("p", {{"class", "note"}},
                    "The first " + std::to_string(kMostAxes) + " of " +
                        counted(num_parameters, "parameter") + ".");
  }
  return body;
}

}  // namespace

SweepPanel parallel_coordinates_sweep_panel() {
  return {.title = "Parallel coordinates",
          .sentence =
              "Each line is a complete trial. The stronger its colour, the better its "
              "value is among them, by fifths; the best one is orange. Dashes pass by what a "
              "trial has no value of.",
          .place = 40,
          .filled_by = "wait until two trials with different values are complete.",
          .draw = draw};
}

}  // namespace tandem
