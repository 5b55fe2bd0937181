#include "framework/report/run_summary.h"

#include <algorithm>

#include "framework/core/text.h"
#include "framework/report/number_text.h"
#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/run_lock.h"
#include "framework/runs/run_paths.h"

namespace tandem {
namespace {

std::string end_of(const CollectedRun& run) {
  // First: how the start before ended says nothing of a run that has been taken up again.
  if (is_at_work(run.path)) return "at work";
  return run.end == RunEnd::kUnfinished ? "not at work" : to_string(run.end);
}

std::string values_line(const CollectedRun& run) {
  constexpr size_t kMostShown = 8;
  const auto line = std::find_if(run.metrics.rbegin(), run.metrics.rend(),
                                 [](const ReportLine& each) { return !each.values.empty(); });
  if (line == run.metrics.rend()) return "";
  std::vector<std::string> parts;
  for (const auto& [name, value] : line->values) {
    if (name.ends_with("/learning_rate")) continue;
    if (parts.size() == kMostShown) {
      parts.emplace_back("…");
      break;
    }
    parts.push_back(name + " " + number_text(value, std::nullopt));
  }
  return "  at step " + std::to_string(line->step) + ": " + joined(parts) + "\n";
}

std::string checkpoints_line(const CollectedRun& run) {
  const std::vector<int64_t> steps = steps_in(RunPaths{run.path}.checkpoints());
  if (steps.empty()) return "  no checkpoint\n";
  std::string text =
      "  checkpoints at " + joined(steps, [](int64_t step) { return std::to_string(step); });
  if (run.best) {
    text += "; best by " + run.best->metric + " at " + std::to_string(run.best->step) + ": " +
            number_text(run.best->value, std::nullopt);
  }
  return text + "\n";
}

}  // namespace

std::string run_summary(const CollectedRun& run) {
  std::string text = run.option("name") + ", " + run.family() + ", seed " +
                     std::to_string(run.seed()) + ": step " + std::to_string(run.end_step) +
                     " of " + run.option("steps") + ", " + end_of(run) + "\n";
  if (!run.end_message.empty()) text += "  " + run.end_message + "\n";
  if (const auto parent = run.manifest.parent()) {
    text +=
        "  began with step " + std::to_string(parent->step) + " of " + parent->run.string() + "\n";
  }
  return printable(text + values_line(run) + checkpoints_line(run));
}

}  // namespace tandem
