// Finds what `tandem` has to know of a run before it starts ranks.
#pragma once

#include "framework/training/run_configuration.h"
#include "launch/resolved_run.h"

namespace tandem {

/// The resolved configuration and what follows from it.
ResolvedRun resolved_run(const RunConfiguration& configuration);

}  // namespace tandem
