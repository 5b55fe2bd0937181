// Which runs are compared, and in what: options of every command that compares.
#pragma once

#include <vector>

#include "framework/report/comparison.h"
#include "launch/command.h"

namespace tandem {

/// Adds --metric and --by.
void add_comparison_options(boost::program_options::options_description& options);

/// What they ask for. Throws UsageError.
ComparisonRequest comparison_request(const CommandCall& call);

/// Throws UsageError where the call has no word, and as find_runs does: before something else about
/// the call is refused, and before runs are read.
void check_named_runs(const CommandCall& call);

/// The runs that the words of the call name. Throws UsageError where there is no word, and as
/// collect_runs does.
std::vector<CollectedRun> named_runs(const CommandCall& call);

}  // namespace tandem
