// branch: what a new run from the state of another would be, and from which step it would go on.
// Changes nothing.
#include "launch/worker/branch.h"

#include <iostream>

#include "launch/worker/resolved_run.h"
#include "launch/worker/worker_command.h"

namespace tandem {
namespace {

ExitCode answer(const CommandCall& call) {
  if (call.words.empty()) call.fail("the parent is missing");
  const Branch branch = plan_branch(call.words.front(), {call.words.begin() + 1, call.words.end()});
  ResolvedRun run = resolved_run(branch.configuration);
  run.start_step = branch.parent.step;
  run.parent = branch.parent.run.string();
  run.numerics_change = branch.numerics_change;
  std::cout << to_json_line(run) << '\n';
  return ExitCode::kDone;
}

}  // namespace

Command branch_worker_command() {
  return {.program = "tandem-worker",
          .name = "branch",
          .usage = "RUN@STEP [key=value …]",
          .sentence = "Answer what a run that branches off there would be.",
          .place = 13,
          .options = no_options,
          .run = answer};
}

}  // namespace tandem
