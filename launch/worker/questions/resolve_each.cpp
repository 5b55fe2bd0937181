// resolve-each: what new runs from several configurations would be.
#include <iostream>
#include <set>
#include <string>

#include "framework/core/error.h"
#include "launch/program.h"
#include "launch/worker/failure_text.h"
#include "launch/worker/resolved_run.h"
#include "launch/worker/worker_command.h"
#include "launch/worker_program.h"

namespace tandem {
namespace {

/// `said`: what was said of others already. Of several questions about one mistake it is told once.
ExitCode answer(const WorkerQuestion& question, std::set<std::string>& said) {
  try {
    // Where the data of all trials lie, the file of the sweep says, or that of the family.
    std::cout << to_json_line(resolved_new_run(question.words, /*may_be_placed=*/false)) << '\n';
    return ExitCode::kDone;
  } catch (const Error& error) {
    const std::string message = with_names(error.what(), question.names);
    if (said.insert(message).second) std::cerr << "tandem-worker: " << message << '\n';
    return error.exit_code();
  }
}

ExitCode resolve_each(const CommandCall& call) {
  ExitCode of_leader = ExitCode::kDone;
  std::set<std::string> said;
  for (std::string line; std::getline(std::cin, line);) {
    const WorkerQuestion question = parse_question(line);
    ExitCode code = question.follows ? of_leader : ExitCode::kDone;
    if (code == ExitCode::kDone) {
      // Where it is refused nothing is printed here, and why is said on standard error.
      code = exit_code_of(
          call.command.program, [&] { return answer(question, said); }, explained_failure);
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
