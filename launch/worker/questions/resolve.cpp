// resolve: what a new run from a configuration would be.
#include <iostream>

#include "launch/worker/resolved_run.h"
#include "launch/worker/worker_command.h"

namespace tandem {
namespace {

ExitCode resolve(const CommandCall& call) {
  if (call.words.empty()) call.fail("the configuration is missing");
  std::cout << to_json_line(resolved_new_run(call.words)) << '\n';
  return ExitCode::kDone;
}

}  // namespace

Command resolve_worker_command() {
  return {.program = "tandem-worker",
          .name = "resolve",
          .usage = "CONFIG [key=value …]",
          .sentence = "Answer what a run of this configuration would be.",
          .place = 10,
          .options = no_options,
          .run = resolve};
}

}  // namespace tandem
