// How trials went, and how well what they were at one step tells what they will be at the next.
#include <algorithm>

#include "framework/report/line_chart.h"
#include "framework/report/number_text.h"
#include "framework/report/page_parts.h"
#include "framework/report/sweep_charts.h"
#include "framework/report/sweep_panel.h"

namespace tandem {
namespace {

constexpr double kLogarithmicFrom = 10.0;
constexpr size_t kMostCoursePoints = 100;

std::optional<Axis> step_axis(const LineChart& chart) {
  double low = 0;
  double high = 0;
  for (const ChartLine& line : chart.lines) {
    for (const Point& point : line.points) {
      // A logarithmic axis has no place for it.
      if (point.x <= 0) return std::nullopt;
      low = low == 0 ? point.x : std::min(low, point.x);
      high = std::max(high, point.x);
    }
  }
  if (low == 0 || high < kLogarithmicFrom * low) return std::nullopt;
  return close_logarithmic_axis(low, high);
}

LineChart chart_of(const SweepSubject& sweep) {
  const SweepTrial* best = best_trial(sweep);
  LineChart chart{.texts = {.title = sweep.metric + " over steps",
                            .description = "A thin line for each trial, a bold one for the best.",
                            .x_title = "step"},
                  .lines = {}};
  for (const SweepTrial& trial : sweep.trials) {
    if (trial.course.empty()) continue;
    ChartLine line{.name = trial_text(trial),
                   .group = look_of(trial, best),
                   .is_mean = &trial == best,
                   .points = {}};
    for (const auto& [step, value] : trial.course) {
      line.points.push_back({static_cast<double>(step), value});
    }
    line.points = thinned(line.points, kMostCoursePoints);
    chart.lines.push_back(std::move(line));
  }
  chart.x_axis = step_axis(chart);
  return chart;
}

Html rungs_table(const SweepSubject& sweep) {
  if (sweep.rungs.empty()) return {};
  TextTable table{.columns = {{"Step"},
                              {"Trials", Alignment::kRight},
                              {"Rank correlation with the next", Alignment::kRight}}};
  for (const SweepRung& rung : sweep.rungs) {
    table.rows.push_back({rung.steps, std::to_string(rung.num_trials),
                          rung.correlation ? number_text(*rung.correlation, Digits{2}) : ""});
  }
  return table_of(
      "Rungs: steps at which trials are compared. A correlation near 1 says that those which "
      "were stopped there would hardly have come first.",
      table);
}

Html draw(const SweepSubject& sweep) {
  const LineChart chart = chart_of(sweep);
  Html body;
  if (!chart.lines.empty()) {
    body = trial_legend() + figures(figure(sweep.metric, "", drawn(chart)));
  }
  return body + rungs_table(sweep);
}

}  // namespace

SweepPanel rungs_sweep_panel() {
  return {.title = "Courses",
          .sentence =
              "The metric by step, a line for each trial: those that end early were "
              "stopped there.",
          .place = 20,
          .filled_by = "wait until a trial has been measured at a step.",
          .draw = draw};
}

}  // namespace tandem
