// Methods compared over several data sets at once.
#pragma once

#include <vector>

#include "framework/report/comparison.h"

namespace tandem {

/// Mean ranks of the groups that have a value on all data sets, and their critical difference, for
/// each value of the tables that was measured alike (but for what the features are) on five data
/// sets or more. A group's score on a data set is the mean over its runs.
std::vector<RanksOverData> ranks_over_data(const std::vector<ComparisonTable>& tables);

}  // namespace tandem
