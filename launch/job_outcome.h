// What the end of a job means: the exit code of `tandem` and the words for the user. mpirun's own
// exit code is not reliable, so the ranks' status files decide.
#pragma once

#include <filesystem>
#include <string>

#include "launch/supervisor.h"

namespace tandem {

struct JobOutcome {
  int exit_code = 0;
  std::string message;
};

/// `program` is how the user called tandem; it is named in the command to resume with.
JobOutcome judge_job(const JobEnd& end, const std::filesystem::path& run,
                     const std::string& program);

}  // namespace tandem
