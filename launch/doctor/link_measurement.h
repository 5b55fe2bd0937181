// How fast ranks of several hosts sum a tensor, measured by a job that is started as trainings are.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "launch/doctor/findings.h"
#include "launch/doctor/heard_process.h"
#include "launch/job/launchers.h"

namespace tandem {

/// "a:2,b:1,c:1": a rank for every host, more for the first ones until the ranks are a power of
/// two, which the sum needs, and at least two.
std::string places_for_links(const std::vector<std::string>& hosts);

/// What the job's output and end say; no end where it still went on when the time was over.
Finding links_finding(const std::string& output, const std::optional<ProcessEnd>& end);

/// Runs `program`, a worker that measures, on ranks of the hosts, and ends it when the patience
/// does. `request` says how ranks are started; its hosts do not count.
Finding measure_links(LauncherRequest request, const std::vector<std::string>& hosts,
                      const std::vector<std::string>& program, const Patience& patience);

}  // namespace tandem
