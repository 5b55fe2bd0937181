#include "framework/report/representatives.h"

#include <algorithm>
#include <optional>

#include "framework/report/number_text.h"
#include "framework/report/value_summary.h"

namespace tandem {
namespace {

constexpr size_t kMostRepresentatives = 3;

std::string seed_text(const ReportSubject& subject, size_t run) {
  return "seed " + std::to_string(subject.comparison.runs[run].seed());
}

/// Runs of a group that were measured or diverged, the best first; empty where nothing decides.
std::vector<RunValue> ordered_runs(const ReportSubject& subject, size_t group) {
  if (subject.verdict == nullptr) return {};
  const auto& rows = subject.verdict->groups;
  const auto row = std::ranges::find(rows, group, &ComparedGroup::group);
  if (row == rows.end() || !has_direction(subject.verdict->value)) return {};
  std::vector<RunValue> runs = row->last.runs;
  std::erase_if(runs, [](const RunValue& run) { return !run.value && !run.is_worst(); });
  const double sign = subject.verdict->value.direction == kHigherIsBetter ? -1.0 : 1.0;
  std::ranges::stable_sort(runs, [sign](const RunValue& first, const RunValue& second) {
    // Those that count as worst have no value to compare, and equal each other.
    if (first.is_worst() || second.is_worst()) return !first.is_worst() && second.is_worst();
    return sign * *first.value < sign * *second.value;
  });
  return runs;
}

std::string role_of(size_t place, size_t count) {
  if (count == 1) return "";
  if (place == 0) return "best, ";
  if (place + 1 == count) return "worst, ";
  return place == (count - 1) / 2 ? "median, " : "";
}

Representative representative_of(const ReportSubject& subject, const RunValue& run,
                                 const std::string& role) {
  std::string text = role + seed_text(subject, run.run);
  if (run.is_worst()) return {run.run, text + (run.diverged ? ": diverged" : ": undefined")};
  return {run.run, text + ": " + number_text(*run.value, std::nullopt)};
}

}  // namespace

std::vector<Representative> representatives(const ReportSubject& subject, size_t group) {
  std::vector<Representative> chosen;
  const std::vector<RunValue> runs = ordered_runs(subject, group);
  for (size_t place = 0; place < runs.size(); ++place) {
    const std::string role = role_of(place, runs.size());
    if (!role.empty() || runs.size() == 1) {
      chosen.push_back(representative_of(subject, runs[place], role));
    }
  }
  if (!chosen.empty()) return chosen;
  for (const size_t run : subject.comparison.grouping.groups[group].runs) {
    if (chosen.size() < kMostRepresentatives) chosen.push_back({run, seed_text(subject, run)});
  }
  return chosen;
}

size_t typical_run(const ReportSubject& subject, size_t group) {
  const std::vector<RunValue> runs = ordered_runs(subject, group);
  if (!runs.empty()) return runs[(runs.size() - 1) / 2].run;
  return subject.comparison.grouping.groups[group].runs.front();
}

}  // namespace tandem
