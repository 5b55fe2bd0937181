// Which of the launchers starts a job.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "launch/job/launcher_kind.h"

namespace tandem {

/// Those that are taken where none is named, in their turn: the first that can start the ranks.
std::vector<LauncherKind> default_launchers();

/// What starts any number of ranks there. One that starts a single rank is taken only where it is
/// named. Throws UsageError where there is no such launcher, or one that cannot be used.
std::unique_ptr<JobLauncher> parallel_launcher(const LauncherRequest& request);

/// Whether ranks that are started there run on this machine, perhaps among others, as far as can be
/// told from here; throws as parallel_launcher does.
bool runs_here(const LauncherRequest& request);

/// What starts so many ranks there; throws as parallel_launcher does.
std::unique_ptr<JobLauncher> launcher_for(int64_t ranks, const LauncherRequest& request);

}  // namespace tandem
