// Trials that came to nothing, and why.
#include "framework/report/page_parts.h"
#include "framework/report/sweep_panel.h"

namespace tandem {
namespace {

Html draw(const SweepSubject& sweep) {
  TextTable table{.columns = {{"Trial"}, {"State"}, {"Cause"}, {"Last step", Alignment::kRight}},
                  .rows = {}};
  for (const SweepParameter& parameter : sweep.parameters)
    table.columns.push_back({parameter.name});
  for (const SweepTrial& trial : sweep.trials) {
    const bool has_failed = trial.state == kFailedState || trial.state == kDivergedState;
    if (trial.cause.empty() && !has_failed) continue;
    auto& row = table.rows.emplace_back();
    row = {std::to_string(trial.number), trial.state, trial.cause,
           trial.course.empty() ? "" : std::to_string(trial.course.rbegin()->first)};
    for (const SweepParameter& parameter : sweep.parameters) {
      row.push_back(parameter_text(trial, parameter.name));
    }
  }
  if (table.rows.empty()) return {};
  return table_of("Trials that failed or diverged.", table);
}

}  // namespace

SweepPanel failures_sweep_panel() {
  return {.title = "Failures",
          .sentence =
              "Trials that failed or diverged. Those that diverged count as worse than all "
              "others, and are never dropped.",
          .place = 70,
          .filled_by = "be glad: no trial failed or diverged.",
          .draw = draw};
}

}  // namespace tandem
