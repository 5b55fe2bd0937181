// work: one more process that takes jobs of a sweep, on another node or in a task of an array.
#include "launch/job/slurm_allocation.h"
#include "launch/slurm/requeue.h"
#include "launch/sweep/sweep_job.h"
#include "launch/sweep/sweep_locks.h"

namespace tandem {
namespace {

boost::program_options::options_description command_options() {
  auto options = no_options();
  add_slot_options(options);
  add_requeue_options(options);
  return options;
}

ExitCode work(const CommandCall& call) {
  const SweepPaths paths{named_sweep(call)};
  // Each of them counts for itself: eight that are stopped at once were not eight times in vain.
  const auto allocation = slurm_allocation();
  return run_or_requeue_sweep(call, paths, paths.requeues(allocation ? allocation->job : ""),
                              join_sweep);
}

}  // namespace

Command work_sweep_action() {
  return {.program = "tandem sweep",
          .name = "work",
          .usage = "DIR [--slots N] [--hosts a:8,b:8] [--requeue]",
          .sentence =
              "Take jobs of a sweep beside other processes: on another node, in a task of an "
              "array. The trials are the same, however many there are.",
          .place = 2,
          .options = command_options,
          .run = work};
}

}  // namespace tandem
