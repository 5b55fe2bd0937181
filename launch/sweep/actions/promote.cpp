// promote: a paused trial goes on, whatever its value.
#include <iostream>

#include "framework/core/number_in.h"
#include "framework/sweep/recorded_sweep.h"
#include "launch/sweep/sweep_job.h"
#include "launch/sweep/sweep_locks.h"

namespace tandem {
namespace {

ExitCode promote(const CommandCall& call) {
  if (call.words.size() != 2) call.fail("a sweep and the number of a trial are wanted");
  const SweepPaths paths{call.words[0]};
  const std::string& text = call.words[1];
  const auto trial = number_in<int64_t>(text);
  if (!trial) call.fail("'" + text + "' is not the number of a trial");
  (void)read_sweep(paths);  // nothing is made where there is no sweep
  {
    const ProcessLock deciding = lock_decisions(paths);  // nobody ends it in between
    promote_trial(paths, *trial);
  }
  std::cout << "trial " << *trial << " goes on for a rung when nothing else is left to do"
            << (is_worked_on(paths) ? "" : "; `sweep resume` has it do so") << std::endl;
  return ExitCode::kDone;
}

}  // namespace

Command promote_sweep_action() {
  return {.program = "tandem sweep",
          .name = "promote",
          .usage = "DIR TRIAL",
          .sentence = "Have a paused trial go on, whatever its value.",
          .place = 7,
          .options = no_options,
          .run = promote};
}

}  // namespace tandem
