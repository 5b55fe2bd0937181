// options: what the file of a sweep may say.
#include <iostream>

#include "framework/sweep/sweep_file.h"
#include "framework/sweep/sweep_kinds.h"
#include "launch/sweep/sweep_action.h"

namespace tandem {
namespace {

ExitCode show_options(const CommandCall& call) {
  if (call.words.size() > 1) call.fail("one option or section is wanted, or none");
  std::cout << sweep_help(sweep_kinds(), call.words.empty() ? "" : call.words.front());
  return ExitCode::kDone;
}

}  // namespace

Command options_sweep_action() {
  return {.program = "tandem sweep",
          .name = "options",
          .usage = "[NAME]",
          .sentence = "Show all that a sweep's file may say: samplers, schedulers, spaces.",
          .place = 8,
          .options = no_options,
          .run = show_options};
}

}  // namespace tandem
