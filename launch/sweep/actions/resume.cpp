// resume: from the directory of a sweep to its end.
#include "framework/runs/slurm_paths.h"
#include "launch/slurm/requeue.h"
#include "launch/sweep/sweep_job.h"
#include "launch/sweep/sweep_locks.h"

namespace tandem {
namespace {

boost::program_options::options_description command_options() {
  auto options = no_options();
  add_slot_options(options);
  add_requeue_options(options);
  options.add_options()(
      "accept-losses",
      "record jobs that are lost again and again as failed, without waiting for proof that the "
      "machine is sound");
  return options;
}

ExitCode resume(const CommandCall& call) {
  const SweepPaths paths{named_sweep(call)};
  return run_or_requeue_sweep(call, paths, SlurmPaths{paths.root}.requeues(), lock_sweep);
}

}  // namespace

Command resume_sweep_action() {
  return {.program = "tandem sweep",
          .name = "resume",
          .usage = "DIR [--slots N] [--hosts a:8,b:8] [--requeue] [--accept-losses]",
          .sentence = "Go on with a sweep, as if it had never stopped.",
          .place = 2,
          .options = command_options,
          .run = resume};
}

}  // namespace tandem
