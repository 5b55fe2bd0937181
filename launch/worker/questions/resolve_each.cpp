// resolve-each: what new runs from several configurations would be.
#include <iostream>

#include "launch/program.h"
#include "launch/worker/resolved_run.h"
#include "launch/worker/worker_command.h"
#include "launch/worker_program.h"

namespace tandem {
namespace {

ExitCode resolve_each(const CommandCall& call) {
  ExitCode of_leader = ExitCode::kDone;
  for (std::string line; std::getline(std::cin, line);) {
    const WorkerQuestion question = parse_question(line);
    ExitCode code = question.follows ? of_leader : ExitCode::kDone;
    if (code == ExitCode::kDone) {
      // Where it is refused nothing is printed here, and why is said on standard error.
      code = exit_code_of(call.command.program, [&] {
        std::cout << to_json_line(resolved_new_run(question.words)) << '\n';
        return ExitCode::kDone;
      });
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
          .place = 11,
          .options = no_options,
          .run = resolve_each};
}

}  // namespace tandem
