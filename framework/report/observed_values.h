// What was recorded of some runs, sorted by value.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "framework/report/run_collection.h"

namespace tandem {

/// A value in a record of a run; both must outlive it.
struct Observation {
  size_t run = 0;
  const EvaluationRecord* record = nullptr;
  const RecordedValue* value = nullptr;
};

/// All observations of one value, by run and step.
struct ObservedValue {
  std::string name;
  std::string metric;
  std::vector<Observation> observations;
};

/// Which values were recorded of the runs of these indices, in the order in which records have
/// them. `names` are values or metrics; none: all. Throws DataError for a name that no record has.
std::vector<ObservedValue> observed_values(const std::vector<CollectedRun>& runs,
                                           const std::vector<size_t>& indices,
                                           const std::vector<std::string>& names);

/// Two runs whose values do not compare.
struct StampConflict {
  std::string value;
  size_t first = 0;  // indices of runs
  size_t second = 0;
  StampDifference difference;
};

/// The stamps that a value was observed under.
struct ObservedStamps {
  std::vector<NamedTexts> common;  // that all runs share which have the value and did not diverge
  std::vector<NamedTexts> others;
  /// Where none is common: two runs, one of which has no value under a stamp of the other.
  std::optional<StampConflict> conflict = std::nullopt;
};
ObservedStamps stamps_of(const ObservedValue& value, const std::vector<CollectedRun>& runs);

}  // namespace tandem
