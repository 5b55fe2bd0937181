// The launchers that there are, and which one starts a job.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "launch/job/job_launcher.h"

namespace tandem {

/// Starts one rank of this machine: the program itself, without MPI.
std::unique_ptr<JobLauncher> make_local_launcher();

/// Starts ranks by mpirun of Open MPI. `hosts`: "a:4,b:4", or empty for this machine, which has
/// `num_cores`.
std::unique_ptr<JobLauncher> make_mpirun_launcher(const std::string& hosts, int64_t num_cores);

/// What starts any number of ranks on these hosts, or on this machine where they are empty.
std::unique_ptr<JobLauncher> parallel_launcher(const std::string& hosts);

/// What starts so many ranks there: one rank of this machine needs nothing that starts it.
std::unique_ptr<JobLauncher> launcher_for(int64_t ranks, const std::string& hosts);

}  // namespace tandem
