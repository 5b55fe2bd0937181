// resolve: what a new run from a configuration would be.
#include <iostream>

#include "experiments/family_table.h"
#include "framework/training/run_configuration.h"
#include "launch/worker/preflight.h"
#include "launch/worker/resolved_run.h"
#include "launch/worker/worker_command.h"

namespace tandem {
namespace {

ExitCode resolve(const CommandCall& call) {
  if (call.words.empty()) call.fail("the configuration is missing");
  const Arguments overrides(call.words.begin() + 1, call.words.end());
  const auto configuration = RunConfiguration::load(call.words.front(), overrides, all_families());
  preflight_alone(configuration);
  std::cout << to_json_line(resolved_run(configuration)) << '\n';
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
