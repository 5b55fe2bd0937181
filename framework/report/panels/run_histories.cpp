// What happened to each run: how it ended, how often it was resumed, why it failed.
#include <algorithm>

#include "framework/core/text.h"
#include "framework/report/page_parts.h"
#include "framework/report/panel.h"

namespace tandem {
namespace {

std::string label_of(const Comparison& comparison, size_t run) {
  for (const RunGroup& group : comparison.grouping.groups) {
    if (std::ranges::find(group.runs, run) != group.runs.end()) return group.label;
  }
  return "repeats another run";
}

std::string starts_text(const CollectedRun& run) {
  const size_t count = run.manifest.starts().size();
  return count < 2 ? "no" : counted(count - 1, "time");
}

/// "400, 900": where the run was taken up.
std::string resumed_text(const CollectedRun& run) {
  std::vector<std::string> steps;
  for (const RecordedStart& start : run.manifest.starts()) {
    if (start.start.start_step > 0) steps.push_back(std::to_string(start.start.start_step));
  }
  return joined(steps);
}

std::string ranks_text(const CollectedRun& run) {
  std::vector<std::string> counts;
  for (const RecordedStart& start : run.manifest.starts()) {
    // A start names a host for every rank.
    const std::string count = std::to_string(start.start.hosts.size());
    if (counts.empty() || counts.back() != count) counts.push_back(count);
  }
  return joined(counts, {}, " → ");
}

Html draw(const ReportSubject& subject) {
  const Comparison& comparison = subject.comparison;
  TextTable table{.columns = {{"Run"},
                              {"Configuration"},
                              {"Seed", Alignment::kRight},
                              {"End"},
                              {"Step", Alignment::kRight},
                              {"Resumed"},
                              {"From step"},
                              {"Ranks"}}};
  Html failures;
  for (size_t index = 0; index < comparison.runs.size(); ++index) {
    const CollectedRun& run = comparison.runs[index];
    table.rows.push_back({run_name(comparison, index), label_of(comparison, index),
                          std::to_string(run.seed()), to_string(run.end),
                          std::to_string(run.end_step), starts_text(run), resumed_text(run),
                          ranks_text(run)});
    if (run.end != RunEnd::kDiverged && run.end != RunEnd::kLost) continue;
    failures += element("p", {{"class", "warn"}},
                        element("strong", {}, isolated(run_name(comparison, index))), " ",
                        to_string(run.end), " at step " + std::to_string(run.end_step), ". ",
                        isolated(run.end_message));
  }
  return failures + table_of("How each run went.", table);
}

}  // namespace

Panel run_histories_panel() {
  return {.title = "Runs",
          .sentence =
              "How each run ended. Those that diverged count as the worst of their "
              "configuration, and are never dropped.",
          .place = 80,
          .filled_by = "train.",
          .draw = draw};
}

}  // namespace tandem
