// The command line of a job, as an argument array, and what mpirun says about its end.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tandem {

/// A job: how many ranks run what, where.
struct JobPlan {
  int64_t ranks = 1;
  bool oversubscribes = false;
  std::string hosts;                 ///< "a:4,b:4", or empty for this machine
  std::vector<std::string> program;  ///< the worker and its arguments
};

/// The arguments that start the job: of mpirun, or of the program itself when one rank runs here.
std::vector<std::string> job_arguments(const JobPlan& plan);

/// Throws UsageError when Open MPI would refuse to run: started as root without its two variables.
void check_may_run_mpi(const JobPlan& plan);

/// A rank that mpirun saw end by a signal.
struct SignalledRank {
  int rank = 0;
  std::string host;
  int signal = 0;
};

/// From what mpirun printed; nothing when it names no such rank.
std::optional<SignalledRank> find_signalled_rank(const std::string& mpirun_output);

/// The arguments as one line that a shell would split into them again; for people to read.
std::string shell_line(const std::vector<std::string>& arguments);

}  // namespace tandem
