// Whether hosts can train together, started from here.
#pragma once

#include <chrono>

#include "launch/doctor/findings.h"
#include "launch/job/launchers.h"

namespace tandem {

/// Asks every host of the request, at once and by what would start ranks there; compares those that
/// answer; measures the sums between them. `limit`: for the answers, and for the sums. A file in
/// the present directory comes and goes. Throws UsageError for hosts that cannot be understood,
/// Interrupted when a stop signal comes.
void examine_hosts(const LauncherRequest& request, std::chrono::seconds limit, Findings& findings);

}  // namespace tandem
