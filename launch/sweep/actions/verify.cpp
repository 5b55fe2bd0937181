// verify: whether the trials of a sweep are those that its file and its results give.
#include <iostream>

#include "framework/sweep/recorded_sweep.h"
#include "launch/sweep/sweep_job.h"
#include "launch/sweep/sweep_locks.h"

namespace tandem {
namespace {

ExitCode verify(const CommandCall& call) {
  const SweepPaths paths{named_sweep(call)};
  const SweepDefinition sweep = read_sweep(paths);
  const ProcessLock lock = lock_sweep(paths);
  const int64_t num_verified = verify_sweep(paths, sweep);
  std::cout << "the parameters and states of " << num_verified
            << " trials are what the sweep decides" << std::endl;
  return ExitCode::kDone;
}

}  // namespace

Command verify_sweep_action() {
  return {.program = "tandem sweep",
          .name = "verify",
          .usage = "DIR",
          .sentence = "Make every decision of a sweep again, and compare it with the journal.",
          .place = 6,
          .options = no_options,
          .run = verify};
}

}  // namespace tandem
