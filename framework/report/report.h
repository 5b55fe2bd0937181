// The page of some runs.
#pragma once

#include <string>
#include <vector>

#include "framework/report/comparison.h"
#include "framework/report/reproduction.h"

namespace tandem {

/// A page with a panel for everything that the runs have something for, and a list of the others.
/// Pictures, curves and their numbers have budgets that keep it below ten megabytes. The same runs
/// give the same bytes. `request.values` names what is compared, the one that decides first; runs
/// of which nothing was measured are shown all the same. `again` says how to make all of it again.
/// Throws as compare and the readers of runs do.
std::string report_of(std::vector<CollectedRun> runs, const ComparisonRequest& request,
                      const Reproduction& again = {});

}  // namespace tandem
