// resolve-each: what new runs from several configurations would be.
#include <iostream>

#include "experiments/family_table.h"
#include "framework/training/run_configuration.h"
#include "launch/program.h"
#include "launch/worker/preflight.h"
#include "launch/worker/resolved_run.h"
#include "launch/worker/worker_command.h"
#include "launch/worker_program.h"

namespace tandem {
namespace {

/// Prints the answer; one that is refused has none, and why is said on standard error.
ExitCode answer(const Arguments& words) {
  if (words.empty()) throw UsageError({.what = "the configuration is missing"});
  const auto configuration =
      RunConfiguration::load(words.front(), {words.begin() + 1, words.end()}, all_families());
  preflight_alone(configuration);
  std::cout << to_json_line(resolved_run(configuration)) << '\n';
  return ExitCode::kDone;
}

ExitCode resolve_each(const CommandCall& call) {
  ExitCode of_leader = ExitCode::kDone;
  for (std::string line; std::getline(std::cin, line);) {
    const WorkerQuestion question = parse_question(line);
    ExitCode code = question.follows ? of_leader : ExitCode::kDone;
    if (code == ExitCode::kDone) {
      code = exit_code_of(call.command.program, [&] { return answer(question.words); });
    }
    if (code != ExitCode::kDone) std::cout << refusal_line(code) << '\n';
    if (!question.follows) of_leader = code;
  }
  return ExitCode::kDone;
}

}  // namespace

Command resolve_each_worker_command() {
  return {.program = "tandem-worker",
          .name = "resolve-each",
          .usage = "",
          .sentence =
              "Answer what runs of the configurations in the lines of JSON on standard "
              "input would be, a line each.",
          .place = 10,
          .options = no_options,
          .run = resolve_each};
}

}  // namespace tandem
