// One run of a trial: the command that makes a piece of it, and what it left.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "framework/sweep/recorded_sweep.h"
#include "framework/sweep/sweep_paths.h"
#include "framework/sweep/virtual_sweep.h"
#include "launch/command.h"
#include "launch/job/child_process.h"
#include "launch/sweep/slots.h"

namespace tandem {

/// The call of `tandem` that carries out a job: it begins the run or goes on with it.
Arguments trial_command(const SweepPaths& paths, const VirtualSweep& sweep, const TrialJob& job,
                        const JobPlace& place);

/// The result of a job whose run has come to its step already: somebody else has brought it there,
/// or its result was lost. Nothing where a call for the job is still to be made.
std::optional<JobResult> result_made_before(const std::string& metric, const SweepPaths& paths,
                                            const TrialJob& job);

/// What a sweep records of a job, with the newest grid of its run.
FinishedJob finished_job(const SweepPaths& paths, const TrialJob& job, JobResult result);

/// Moves what lies in the place of a run and is none aside: its making was interrupted. Throws
/// FileError.
void clear_place(const SweepPaths& paths, const JobKey& key);

/// What the end of that call means.
struct TrialEnd {
  enum class Kind {
    kResult,   // the job is done, or will never be
    kAgain,    // it was stopped: it goes on later
    kLost,     // it was ended by something that may not happen again, as a run that is in use
    kRefused,  // the call is wrong, whatever the trial is: nothing is known of the job
  };

  Kind kind = Kind::kResult;
  JobResult result = {};           // kResult
  bool has_failed_midway = false;  // kResult: before the run had come to its step
  std::string cause = {};          // the last words of the call
};

/// A call for a job, which has ended.
struct EndedCall {
  ProcessEnd end;
  std::filesystem::path log;  // has what it printed
  int64_t log_begin = 0;      // behind so many bytes of calls before it
};

/// Throws what the readers of a run throw for files that are damaged.
TrialEnd end_of_trial(const SweepDefinition& sweep, const std::filesystem::path& run,
                      const TrialJob& job, const EndedCall& call);

/// How long a log is; 0 where there is none.
int64_t bytes_of(const std::filesystem::path& log);

/// "12.3 at step 4000", "diverged", "failed: …".
std::string text_of(const JobResult& result, int64_t until);

}  // namespace tandem
