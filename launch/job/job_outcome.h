// What the end of a job means: the exit code of `tandem` and the words for the user. The exit code
// of what started the ranks is not reliable, so their status files decide.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "framework/core/error.h"
#include "launch/job/supervisor.h"

namespace tandem {

struct JobOutcome {
  ExitCode exit_code = ExitCode::kDone;
  std::string message;
  std::string cause = {};      // why it did not come to its end, in a line; empty: it did
  std::string lost_host = {};  // the machine that was lost, where one was
  bool was_asked_to_stop = false;
  bool had_begun = false;  // what lay behind the checkpoint to go on from was put aside
};

/// The run that the job worked on.
struct JobRun {
  std::filesystem::path directory;
  int64_t steps = 0;    // at which it is finished
  std::string program;  // how the user called tandem, for the command to resume with
};

JobOutcome outcome_of(const JobEnd& end, const JobRun& run);

}  // namespace tandem
