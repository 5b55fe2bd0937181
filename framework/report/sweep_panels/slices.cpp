// Results against each parameter by itself.
#include <cmath>

#include "framework/report/page_parts.h"
#include "framework/report/scatter_chart.h"
#include "framework/report/sweep_charts.h"
#include "framework/report/sweep_panel.h"

namespace tandem {
namespace {

/// How far aside a mark lies, so that trials of equal values do not hide each other: within a
/// quarter of the room of a choice, a tenth of that of one of few integers.
double spread_of(const SweepParameter& parameter, const SweepTrial& trial) {
  constexpr double kGoldenSection = 0.6180339887498949;
  constexpr double kFewIntegers = 20;
  // Multiples of the golden section, modulo 1, lie evenly however many they are.
  const double turn = static_cast<double>(trial.number) * kGoldenSection;
  const double aside = 2 * (turn - std::floor(turn)) - 1;
  if (parameter.kind == SweepParameter::Kind::kCategorical) return 0.25 * aside;
  const bool is_integer = parameter.kind == SweepParameter::Kind::kInteger && !parameter.is_log;
  return is_integer && parameter.high - parameter.low <= kFewIntegers ? 0.1 * aside : 0;
}

Html figure_of(const SweepSubject& sweep, const SweepParameter& parameter) {
  const SweepTrial* best = best_trial(sweep);
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
         .place = {x + spread_of(parameter, trial), *trial.result}});
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
