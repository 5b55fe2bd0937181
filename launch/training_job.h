// The job that trains a run: its options, its plan, its way to the end.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "launch/command.h"
#include "launch/job/job_outcome.h"
#include "launch/job/launchers.h"
#include "launch/launcher_options.h"
#include "launch/resolved_run.h"

namespace tandem {

/// Adds --ranks, those of launcher_request, --until, --grace and --max-restarts.
void add_job_options(boost::program_options::options_description& options);

/// Where and how far a job trains.
struct JobOptions {
  std::optional<int64_t> ranks = std::nullopt;  // nothing: as many as have a place of their own
  LauncherRequest launcher = {};
  std::optional<int64_t> until = std::nullopt;  // step to stop at; nothing: the last
  /// Seconds from a request to stop until the job is given up; nothing: as long as it takes.
  std::optional<int64_t> grace = std::nullopt;
  int64_t max_restarts = 0;
};
JobOptions job_options(const CommandCall& call);

/// A job that is ready to start.
struct TrainingJob {
  std::filesystem::path run;
  ResolvedRun resolved;
  JobOptions options;
  Arguments overrides;  // of its config.yaml
  Job job;
  std::unique_ptr<JobLauncher> launcher;
};

/// The job of a run that goes on from resolved.start_step. Warns of ranks that take turns, of
/// places that stay idle, and of bits that will be others, where this machine can tell. Throws
/// UsageError, ConfigError when it could not be started. Makes nothing.
TrainingJob plan_job(const JobOptions& options, const ResolvedRun& resolved,
                     const std::filesystem::path& run, const Arguments& overrides = {});

/// Runs the job to its end, showing how far it is. Throws FileError where the run's directory does
/// not answer at the start, Interrupted for a stop signal that is held back.
JobOutcome run_to_end(const TrainingJob& training, const std::string& program);

/// The same, begins again what was lost as often as its options allow, and says what happened.
/// Returns the exit code of the process.
ExitCode run_job(TrainingJob training, const std::string& program);

}  // namespace tandem
