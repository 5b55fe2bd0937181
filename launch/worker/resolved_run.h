// Finds what `tandem` has to know of a run before it starts ranks.
#pragma once

#include <string>
#include <vector>

#include "framework/training/run_configuration.h"
#include "launch/resolved_run.h"

namespace tandem {

/// The resolved configuration and what follows from it.
ResolvedRun resolved_run(const RunConfiguration& configuration);

/// The same of a new run, checked by this process alone; `words`: CONFIG key=value …
/// `may_be_placed`: the command can be told where data lie, where they are missing.
ResolvedRun resolved_new_run(const std::vector<std::string>& words, bool may_be_placed = true);

}  // namespace tandem
