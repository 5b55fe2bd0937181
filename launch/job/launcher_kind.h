// A way to start the ranks of a job as the program sees it. launchers/<stem>.cpp defines
// `LauncherKind <stem>_launcher()`.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "launch/job/core_count.h"
#include "launch/job/job_launcher.h"
#include "launch/job/slurm_allocation.h"

namespace tandem {

/// How the user wants ranks to be started.
struct LauncherRequest {
  std::string launcher = {};                // the name of a kind; empty: what fits the place
  std::string hosts = {};                   // "a:4,b:4"; empty: this machine or allocation
  std::vector<std::string> arguments = {};  // more of them, for what starts the ranks
  /// Names of variables of the environment that ranks on other hosts get, too.
  std::vector<std::string> variables = {};
};

/// What there is for ranks where this process runs. Only a kind that needs it asks, so that what
/// cannot be told, such as an allocation by its variables, keeps no other kind from starting ranks.
struct LaunchPlace {
  std::function<int64_t()> num_cores = count_cores;  // of this machine
  std::function<std::optional<SlurmAllocation>()> allocation = slurm_allocation;
};

struct LauncherKind {
  std::string name;
  std::string sentence;          // what it starts the ranks as
  bool starts_many = true;       // else one rank alone
  std::optional<int> turn = {};  // where no kind is named, from small to large; nothing: never
  /// What would have to be otherwise, as the end of "expected …"; empty: it can start ranks. Null:
  /// it always can.
  std::string (*obstacle)(const LauncherRequest& request, const LaunchPlace& place) = nullptr;
  /// Where there is no obstacle.
  std::unique_ptr<JobLauncher> (*make)(const LauncherRequest& request,
                                       const LaunchPlace& place) = nullptr;
};

/// The table of all kinds, generated from the files in launchers/.
std::vector<LauncherKind> all_launchers();

}  // namespace tandem
