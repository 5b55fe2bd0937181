// The launchers that there are, and which one starts a job.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "launch/job/job_launcher.h"
#include "launch/job/slurm_allocation.h"

namespace tandem {

/// How the user wants ranks to be started.
struct LauncherRequest {
  std::string launcher = {};                // local, mpirun, srun; empty: what fits the place
  std::string hosts = {};                   // "a:4,b:4"; empty: this machine or allocation
  std::vector<std::string> arguments = {};  // more of them, for mpirun or srun
  /// Names of variables of the environment that ranks on other hosts get, too.
  std::vector<std::string> variables = {};
};

/// Starts one rank of this machine: the program itself, without MPI.
std::unique_ptr<JobLauncher> make_local_launcher();

/// Starts ranks by mpirun of Open MPI, on this machine, which has `num_cores`, or on hosts.
std::unique_ptr<JobLauncher> make_mpirun_launcher(const LauncherRequest& request,
                                                  int64_t num_cores);

/// Starts ranks as a step of an allocation of Slurm; hosts are then a part of its nodes.
std::unique_ptr<JobLauncher> make_srun_launcher(const LauncherRequest& request,
                                                const SlurmAllocation& allocation);

/// What starts any number of ranks there: srun inside an allocation of Slurm, else mpirun. With the
/// launcher `local` it starts one. Throws UsageError where the launcher asked for cannot be used.
std::unique_ptr<JobLauncher> parallel_launcher(const LauncherRequest& request);

/// What starts so many ranks there: one rank of this machine needs nothing that starts it.
std::unique_ptr<JobLauncher> launcher_for(int64_t ranks, const LauncherRequest& request);

}  // namespace tandem
