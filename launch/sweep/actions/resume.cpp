// resume: from the directory of a sweep to its end.
#include "framework/core/files.h"
#include "framework/runs/run_directory.h"
#include "launch/job/stop_signals.h"
#include "launch/slurm/requeue.h"
#include "launch/sweep/sweep_job.h"
#include "launch/sweep/sweep_locks.h"
#include "launch/sweep/trial_run.h"

namespace tandem {
namespace {

boost::program_options::options_description command_options() {
  auto options = no_options();
  add_slot_options(options);
  add_requeue_options(options);
  return options;
}

/// Steps of all trials that are safe in checkpoints.
int64_t steps_made(const SweepPaths& paths) {
  int64_t steps = 0;
  for (const std::string& trial : names_in(paths.trials())) {
    for (const std::string& seed : names_in(paths.trials() / trial)) {
      const std::filesystem::path run = paths.trials() / trial / seed;
      if (holds_run(run)) steps += newest_checkpoint(run);
    }
  }
  return steps;
}

ExitCode resume(const CommandCall& call) {
  const SweepPaths paths{named_sweep(call)};
  const CheckedSweep sweep = checked_sweep(read_sweep(paths), false);
  const ProcessLock lock = lock_sweep(paths);
  // None of them is to end what follows the sweep.
  const StopSignals held;
  const ExitCode code =
      run_sweep(paths, sweep, slots_of(call, sweep.definition, sweep.families), call.program);
  if (code == ExitCode::kStopped) {
    requeue_job(call, {.record = requeue_record(paths.root), .steps = steps_made(paths)});
  }
  return code;
}

}  // namespace

Command resume_sweep_action() {
  return {.program = "tandem sweep",
          .name = "resume",
          .usage = "DIR [--slots N] [--hosts a:8,b:8] [--requeue]",
          .sentence = "Go on with a sweep, as if it had never stopped.",
          .place = 2,
          .options = command_options,
          .run = resume};
}

}  // namespace tandem
