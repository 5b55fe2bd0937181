// What each trial came to, and how far the search had come with it.
#include <cmath>

#include "framework/report/axis.h"
#include "framework/report/number_text.h"
#include "framework/report/page_parts.h"
#include "framework/report/scatter_chart.h"
#include "framework/report/sweep_charts.h"
#include "framework/report/sweep_panel.h"

namespace tandem {
namespace {

constexpr size_t kMostRows = 1000;

/// The best result of complete trials up to each that bettered it, and up to the last mark.
std::vector<Point> best_so_far(const SweepSubject& sweep) {
  std::vector<Point> steps;
  double last = 0;
  for (const SweepTrial& trial : sweep.trials) {
    if (trial.result && std::isfinite(*trial.result)) last = static_cast<double>(trial.number);
    if (trial.state != kCompleteState || !trial.result || !std::isfinite(*trial.result)) continue;
    if (!steps.empty() && !is_better(sweep, *trial.result, steps.back().y)) continue;
    steps.push_back({static_cast<double>(trial.number), *trial.result});
  }
  if (!steps.empty()) steps.push_back({last, steps.back().y});
  return steps;
}

TextTable numbers(const SweepSubject& sweep) {
  TextTable table{.columns = {{"Trial"},
                              {"State"},
                              {sweep.metric, Alignment::kRight},
                              {"Ended", Alignment::kRight},
                              {"Last step", Alignment::kRight}}};
  for (const SweepParameter& parameter : sweep.parameters)
    table.columns.push_back({parameter.name});
  for (const SweepTrial& trial : sweep.trials) {
    const bool has_course = !trial.course.empty();
    auto& row = table.rows.emplace_back();
    row = {std::to_string(trial.number), trial.state, result_text(trial),
           trial.end_place ? std::to_string(*trial.end_place) : "",
           has_course ? std::to_string(trial.course.rbegin()->first) : ""};
    for (const SweepParameter& parameter : sweep.parameters) {
      row.push_back(parameter_text(trial, parameter.name));
    }
  }
  return table;
}

Html draw(const SweepSubject& sweep) {
  const SweepTrial* best = best_trial(sweep);
  ScatterChart chart{.texts = {.title = sweep.metric + " by trial",
                               .description = "A mark for each trial that has a value; the stepped "
                                              "line is the best of the complete ones so far.",
                               .x_title = "trial"},
                     .points = {},
                     .front = best_so_far(sweep)};
  for (const SweepTrial& trial : sweep.trials) {
    if (!trial.result || !std::isfinite(*trial.result)) continue;
    chart.points.push_back({.name = trial_text(trial),
                            .group = look_of(trial, best),
                            .is_mean = &trial == best,
                            .place = {static_cast<double>(trial.number), *trial.result}});
  }
  if (chart.points.empty()) return {};
  // Fitted to the points it would become logarithmic where the first trials have no value.
  chart.x_axis = linear_axis({0, static_cast<double>(sweep.trials.back().number)});
  const Html numbers_table = element(
      "details", {}, element("summary", {}, "All trials"),
      table_of("All trials, their values and their parameters.", numbers(sweep), kMostRows));
  return trial_legend() + figures(figure(sweep.metric, "", drawn(chart))) + numbers_table;
}

}  // namespace

SweepPanel history_sweep_panel() {
  return {.title = "History",
          .sentence =
              "Each mark is a trial. The stepped line is the best complete trial so far; "
              "values of trials that were pruned or wait are those of their last step.",
          .place = 10,
          .filled_by = "wait until a trial has been measured.",
          .draw = draw};
}

}  // namespace tandem
