// Which groups are better, in one table and over several data sets, and how sure that is.
#pragma once

#include <cstddef>
#include <vector>

#include "framework/report/comparison.h"

namespace tandem {

/// The table with its groups in order, the best first: by their expected ranks where they are
/// ranked, else by their mean scores; groups without scores come last, equal ones stay in their
/// order. Ranked groups have their rank probabilities, and that of a run of theirs to be better
/// than one of the first. Without a direction there is no order: the table as it is.
ComparisonTable with_ranked_groups(ComparisonTable table, bool is_ranked);

/// The least number of runs that a group of the table is judged by, of those that any run tells
/// something of; 0 where there is none.
size_t fewest_scores(const ComparisonTable& table);

/// Mean ranks of the groups that have a value on all data sets, and their critical difference, for
/// each value of the tables that was measured alike (but for what the features are) on five data
/// sets or more. A group's score on a data set is the mean over its runs.
std::vector<RanksOverData> ranks_over_data(const std::vector<ComparisonTable>& tables);

}  // namespace tandem
