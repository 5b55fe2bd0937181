// What the end of a job means: the exit code of `tandem` and the words for the user. mpirun's own
// exit code is not reliable, so the ranks' status files decide.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "launch/job/supervisor.h"

namespace tandem {

struct JobOutcome {
  int exit_code = 0;
  std::string message;
};

struct JudgedRun {
  std::filesystem::path directory;
  int64_t steps = 0;  // at which it is finished
};

/// `program` is how the user called tandem; it is named in the command to resume with.
JobOutcome judge_job(const JobEnd& end, const JudgedRun& run, const std::string& program);

}  // namespace tandem
