// What a group of runs has of one value under one stamp.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "framework/report/number_text.h"
#include "framework/report/observed_values.h"
#include "framework/report/run_groups.h"

namespace tandem {

/// Directions of recorded values.
inline constexpr const char* kLowerIsBetter = "lower";
inline constexpr const char* kHigherIsBetter = "higher";

/// "lower is better", "higher is better", "neither end is better".
std::string direction_text(const RecordedValue& value);

/// " ↓", " ↑", or nothing.
std::string direction_arrow(const RecordedValue& value);

/// Whether some values are better than others.
inline bool has_direction(const RecordedValue& value) {
  return value.direction == kLowerIsBetter || value.direction == kHigherIsBetter;
}

/// A value of one run.
struct RunValue {
  size_t run = 0;    // index of the run
  int64_t step = 0;  // of the checkpoint that was measured
  std::optional<double> value = {};
  std::optional<double> standard_error = {};  // from one checkpoint
  bool diverged = false;                      // the run, on what the value is of
  bool undefined = false;                     // measured, and not a finite number
  std::string note = {};                      // of its record: what no number tells
  std::string reason = {};  // why there is no value: "not measured", "diverged …"

  /// It counts as worse than any run that has a value.
  bool is_worst() const { return diverged || undefined; }
};

/// What is said of a group of runs at one of their checkpoints.
struct ValueSummary {
  std::vector<RunValue> runs = {};  // of the group, by seed
  size_t num_values = 0;
  size_t num_diverged = 0;
  size_t num_undefined = 0;
  std::optional<double> mean = {};                // nothing with a run that counts as worst
  std::optional<double> half_width = {};          // of its interval of 95 %; nothing below two runs
  std::optional<double> interquartile_mean = {};  // from four runs on, worst ones included
};

/// Observations of one value under one stamp.
struct StampedValue {
  std::vector<Observation> observations;
  std::string direction;
  std::set<std::string> trained_on = {};  // data of the runs that were measured: see trained_data
};

/// Whether the run diverged on data that the value was measured on. On other data it says nothing
/// of this value.
bool has_diverged(const StampedValue& value, const CollectedRun& run);

/// At the last checkpoint of each run that was measured.
ValueSummary summary_of_last(const StampedValue& value, const RunGroup& group,
                             const std::vector<CollectedRun>& runs);

/// At the checkpoint of each run that its checkpoint.best chose. Without a run that has chosen it
/// is empty.
ValueSummary summary_of_best(const StampedValue& value, const RunGroup& group,
                             const std::vector<CollectedRun>& runs);

/// How many runs there are to judge by: those with a value and those that count as worst.
size_t num_scores(const ValueSummary& summary);

/// "1 of 3 diverged", "2 of 3 undefined", "1 of 4 diverged, 1 undefined"; with the `kind` " runs"
/// "1 of 4 runs diverged, 1 undefined". Nothing where all is well.
std::optional<std::string> failures_text(const ValueSummary& summary, const std::string& kind = "");

/// Digits by the interval of the values that there are; of a single one by its error, if that is
/// known.
Digits digits_for(const ValueSummary& summary);

/// "12.30 ± 0.41", or the failures_text with this `kind`; `nothing` where no run has a value.
std::string mean_text(const ValueSummary& summary, const std::string& nothing,
                      const std::string& kind = "");

/// The values of all runs that have one as scores of which lower ones are better, with kWorstScore
/// for each run that counts as worst.
std::vector<double> scores_of(const ValueSummary& summary, const std::string& direction);

}  // namespace tandem
