// sweep: many trials of one or several families, and what is done with them.
#include <algorithm>
#include <filesystem>
#include <system_error>

#include "framework/core/error.h"
#include "launch/program.h"
#include "launch/sweep/sweep_action.h"

namespace tandem {
namespace {

/// Throws UsageError for a word that is no file but nearly an action.
void check_is_no_misspelt_action(const std::string& word, const Program& program) {
  const std::string near = nearest_command(program, word);
  std::error_code error;
  if (near.empty() || std::filesystem::exists(word, error)) return;
  throw UsageError(
      {.what = "'" + word + "' is neither a file nor an action of `" + program.name + "`",
       .advice = "Did you mean '" + near + "'?"});
}

/// `tandem sweep FILE …` is `tandem sweep run FILE …`.
ExitCode dispatch(const CommandCall& call) {
  const Program program{.name = "tandem sweep",
                        .sentence =
                            "Search hyper-parameters and compare families: many trials, "
                            "the same ones at any parallelism.\n"
                            "`tandem sweep FILE …` is short for `tandem sweep run FILE …`.",
                        .commands = all_sweep_actions()};
  Arguments arguments = {call.program};
  if (!call.arguments.empty()) {
    const std::string& first = call.arguments.front();
    const bool is_action =
        first == "--help" || first == "help" ||
        std::ranges::find(program.commands, first, &Command::name) != program.commands.end();
    // Also for an option, which is then one of `run`.
    if (!is_action) {
      check_is_no_misspelt_action(first, program);
      arguments.push_back("run");
    }
  }
  arguments.insert(arguments.end(), call.arguments.begin(), call.arguments.end());
  return ExitCode{run_program(program, arguments)};
}

}  // namespace

Command sweep_command() {
  return {.program = "tandem",
          .name = "sweep",
          .usage = "FILE [key=space …] | {resume|work|status|report|export|verify|promote} DIR",
          .sentence = "Search hyper-parameters and compare families.",
          .place = 4,
          .run = dispatch};
}

}  // namespace tandem
