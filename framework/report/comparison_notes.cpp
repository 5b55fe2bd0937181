#include "framework/report/comparison_notes.h"

#include <algorithm>
#include <map>
#include <set>

#include "framework/core/text.h"
#include "framework/report/few_runs.h"
#include "framework/report/group_ranking.h"
#include "framework/runs/stamp_fields.h"

namespace tandem {
namespace {

std::string name_of(const CollectedRun& run) { return printable_line(run.path.string()); }

/// The names of all runs of which something holds.
template <class Condition>
std::string names_where(const std::vector<const CollectedRun*>& runs, const Condition& condition) {
  std::vector<std::string> names;
  for (const CollectedRun* run : runs) {
    if (condition(*run)) names.push_back(name_of(*run));
  }
  return joined(names);
}

/// Why runs that did not diverge have no value, and what was noted of values, by what is said.
std::vector<std::string> reasons_in(const ComparisonTable& table, const Comparison& comparison) {
  // A sentence that holds for many runs is said once, of all of them.
  std::map<std::string, std::vector<std::string>> said;
  for (const ComparedGroup& group : table.groups) {
    for (const RunValue& value : group.last.runs) {
      const std::string& sentence = value.value ? value.note : value.reason;
      if (value.diverged || sentence.empty()) continue;
      said[sentence].push_back(name_of(comparison.runs[value.run]));
    }
  }
  std::vector<std::string> notes;
  for (const auto& [sentence, names] : said) notes.push_back(joined(names) + ": " + sentence);
  return notes;
}

/// Empty where all were measured at one step.
std::string note_on_steps(const ComparisonTable& table) {
  std::set<int64_t> steps;
  for (const ComparedGroup& group : table.groups) {
    for (const RunValue& value : group.last.runs) {
      if (value.value) steps.insert(value.step);
    }
  }
  if (steps.size() < 2) return "";
  return "measured at different steps, from " + std::to_string(*steps.begin()) + " to " +
         std::to_string(*steps.rbegin());
}

/// The best of many looks at noisy values gains by the noise, on the data that was looked at. Empty
/// where that was other data.
std::string note_on_selection(const ComparisonTable& table, const Comparison& comparison) {
  const auto split = std::ranges::find(table.stamp, kSplitField, &NamedTexts::value_type::first);
  if (split == table.stamp.end()) return "";
  for (const ComparedGroup& group : table.groups) {
    for (const RunValue& value : group.best.runs) {
      const auto& best = comparison.runs[value.run].best;
      if (!best || !best->metric.starts_with(split->second + "/")) continue;
      return "best: chosen by " + printable_line(best->metric) +
             ", on the split that it is measured on, which flatters it";
    }
  }
  return "";
}

}  // namespace

std::vector<std::string> notes_on(const ComparisonTable& table, const Comparison& comparison) {
  std::vector<std::string> notes = reasons_in(table, comparison);
  if (table.is_ranked && fewest_scores(table) < kFewestForRanks) {
    notes.push_back("rank probabilities of fewer than " + std::to_string(kFewestForRanks) +
                    " seeds are overconfident");
  }
  for (const std::string& note : {note_on_steps(table), note_on_selection(table, comparison)}) {
    if (!note.empty()) notes.push_back(note);
  }
  return notes;
}

std::vector<std::string> notes_on(const Comparison& comparison) {
  std::vector<std::string> notes;
  for (const auto& [run, first] : comparison.grouping.repeated) {
    notes.push_back(name_of(comparison.runs[run]) + " repeats configuration and seed of " +
                    name_of(comparison.runs[first]) + " and does not count");
  }
  std::vector<const CollectedRun*> runs;  // all but those that repeat another one
  for (const size_t run : grouped_runs(comparison.grouping)) runs.push_back(&comparison.runs[run]);
  for (const CollectedRun* run : runs) {
    if (run->end != RunEnd::kDiverged) continue;
    notes.push_back(name_of(*run) + " diverged at step " + std::to_string(run->end_step) +
                    " and counts as worst: " + printable_line(run->end_message));
  }
  for (const RunEnd end : {RunEnd::kStopped, RunEnd::kLost, RunEnd::kUnfinished}) {
    const std::string names =
        names_where(runs, [end](const CollectedRun& run) { return run.end == end; });
    if (!names.empty()) notes.push_back(to_string(end) + ", compared as far as they are: " + names);
  }
  const std::string unmeasured = names_where(runs, [](const CollectedRun& run) {
    return run.records.empty() && run.end != RunEnd::kDiverged;
  });
  if (!unmeasured.empty()) notes.push_back("nothing was measured of: " + unmeasured);
  return notes;
}

}  // namespace tandem
