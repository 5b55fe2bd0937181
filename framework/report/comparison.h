// Values of many runs side by side, compared only where their stamps are equal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/report/observed_values.h"
#include "framework/report/run_collection.h"
#include "framework/report/run_cost.h"
#include "framework/report/run_groups.h"
#include "framework/report/value_summary.h"
#include "framework/runs/evaluation_record.h"

namespace tandem {

/// One row of a table.
struct ComparedGroup {
  size_t group = 0;  // index in the grouping
  ValueSummary last;
  ValueSummary
      best;  // at the checkpoints that checkpoint.best chose; of no values where it did not
  // Both of these are empty for a group of one run, whose luck nobody can tell from merit.
  std::optional<double> better_than_first = {};  // probability, of a run; not of the first row
  std::vector<double> rank_probabilities = {};   // empty where groups are not ranked
  RunCost cost;
};

/// One value of all groups that have it, under one stamp.
struct ComparisonTable {
  RecordedValue value;  // what it is called and is; floor, ceiling and real are means over runs
  std::string metric;   // that it is a value of
  NamedTexts stamp;
  std::vector<std::string> distinguishing;  // fields in which tables of this value differ
  std::vector<ComparedGroup> groups;        // the best first, where there is a direction
  bool is_ranked = false;
  std::vector<std::string> notes = {};  // what must be known to read it right
};

/// Average ranks of groups over several data sets.
struct RanksOverData {
  std::string value;
  int64_t num_data_sets = 0;
  std::vector<size_t> groups;
  std::vector<double> mean_ranks;
  double critical_difference = 0;
};

struct Comparison {
  std::vector<CollectedRun> runs;
  std::vector<RunCost> costs;  // by run
  Grouping grouping;
  std::vector<ComparisonTable> tables;   // by value, then stamp
  std::vector<StampConflict> conflicts;  // one per value that has no stamp in common
  std::vector<RanksOverData> over_data;  // from five data sets on
  std::vector<std::string> notes;        // on the runs: repeated seeds, nothing measured
};

/// Which values, and how runs are grouped.
struct ComparisonRequest {
  std::vector<std::string> values = {};  // names of values or metrics; empty: all
  GroupBy by = GroupBy::kConfiguration;
  std::string measuring = {};  // what measures runs, for advice; empty: not said
};

/// Some runs in their groups, with their costs and without a table.
Comparison grouped(std::vector<CollectedRun> runs, GroupBy by);

/// Compares what is recorded of some runs. A value has a ranked table for every stamp under which
/// all runs have it that have it at all. Where there is no such stamp it has one table per stamp,
/// without ranks, and is named among the conflicts. A run that diverged counts as worst in the
/// tables of its group on its data, one whose value is not finite in the table of that value.
/// Throws DataError for a name that no record has, and where there is no record.
Comparison compare(std::vector<CollectedRun> runs, const ComparisonRequest& request);

}  // namespace tandem
