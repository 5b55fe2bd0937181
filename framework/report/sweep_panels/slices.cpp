// Results against each parameter by itself.
#include <cmath>

#include "framework/report/page_parts.h"
#include "framework/report/scatter_chart.h"
#include "framework/report/sweep_charts.h"
#include "framework/report/sweep_panel.h"

namespace tandem {
namespace {

/// Between -1/4 and 1/4, so that trials of one choice do not hide each other.
double spread_of(const SweepTrial& trial) {
  constexpr double kGoldenSection = 0.6180339887498949;
  const double turn = static_cast<double>(trial.number) * kGoldenSection;
  return 0.5 * (turn - std::floor(turn)) - 0.25;
}

Html figure_of(const SweepSubject& sweep, const SweepParameter& parameter) {
  const SweepTrial* best = best_trial(sweep);
  const bool is_categorical = parameter.kind == SweepParameter::Kind::kCategorical;
  ScatterChart chart{.texts = {.title = sweep.metric + " against " + parameter.name,
                               .description = "A mark for each trial that has a value.",
                               .x_title = "",
                               .y_title = sweep.metric},
                     .points = {},
                     .x_axis = parameter_axis(parameter)};
  for (const SweepTrial& trial : sweep.trials) {
    const auto value = trial.values.find(parameter.name);
    const bool has_result = trial.result && std::isfinite(*trial.result);
    if (!has_result || value == trial.values.end()) continue;
    const double x = axis_value(parameter, value->second);
    chart.points.push_back(
        {.name = parameter_text(trial, parameter.name) + ", " + trial_text(trial),
         .group = look_of(trial, best),
         .is_mean = &trial == best,
         .place = {is_categorical ? x + spread_of(trial) : x, *trial.result}});
  }
  return chart.points.empty() ? Html() : figure(parameter.name, "", drawn(chart));
}

Html draw(const SweepSubject& sweep) {
  Html all;
  for (const SweepParameter* parameter : varied_parameters(sweep)) {
    all += figure_of(sweep, *parameter);
  }
  return all.empty() ? Html() : trial_legend() + figures(all);
}

}  // namespace

SweepPanel slices_sweep_panel() {
  return {.title = "Slices",
          .sentence =
              "Results against each parameter by itself, whatever the others were. Numbers "
              "are with all trials, above.",
          .place = 30,
          .filled_by = "wait until trials with different values have been measured.",
          .draw = draw};
}

}  // namespace tandem
