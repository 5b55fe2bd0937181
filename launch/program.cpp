#include "launch/program.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <system_error>

#include "framework/config/nearest_name.h"
#include "framework/core/choice.h"
#include "framework/core/text.h"
#include "launch/version.h"

namespace tandem {
namespace {

std::string number_of(ExitCode code) { return std::to_string(static_cast<int>(code)); }

std::string exit_codes_text() {
  return "Exit codes: " + number_of(ExitCode::kDone) + " done, " + number_of(ExitCode::kUsage) +
         " usage, " + number_of(ExitCode::kBadInput) + " bad configuration or data, " +
         number_of(ExitCode::kInternal) + " internal, " + number_of(ExitCode::kInputOutput) +
         " input or\noutput, " + number_of(ExitCode::kStopped) +
         " stopped on request and resumable, " + number_of(ExitCode::kRankLost) +
         " a rank was lost, " + number_of(ExitCode::kDiverged) + " diverged.\n";
}

/// As there are other ways to ask for help: `-h` is `--help`, `help train` is `train --help`. Where
/// options may stand before it, -h may be the value of one.
Arguments in_one_form(Arguments arguments) {
  for (size_t i = 1; i < std::min<size_t>(arguments.size(), 3); ++i) {
    if (arguments[i] == "-h") arguments[i] = "--help";
  }
  if (arguments.size() > 2 && arguments[1] == "help") {
    std::rotate(arguments.begin() + 1, arguments.begin() + 2, arguments.end());
    arguments.back() = "--help";
  }
  return arguments;
}

/// Throws UsageError for an option in the place of a command.
[[noreturn]] void refuse_as_command(const Program& program, const std::string& word) {
  const std::vector<std::string> own = {"--help", "--version"};
  std::vector<std::string> known = own;
  for (const Command& command : program.commands) {
    if (command.options == nullptr) continue;
    std::ranges::move(option_names(command.options()), std::back_inserter(known));
  }
  const std::string option = option_in(word);
  const std::string nearest = nearest_name(option, known);
  if (nearest.empty() || std::ranges::find(own, nearest) != own.end()) {
    throw UsageError(
        {.what = "unknown command '" + word + "'", .advice = suggest_name(option, own)});
  }
  throw UsageError({.what = "the command comes before the options",
                    .expected = joined(names_of(program.commands)),
                    .got = word,
                    .advice = nearest == option ? "" : suggest_nearest(option, known)});
}

ExitCode dispatch(const Program& program, const Arguments& typed) {
  const Arguments arguments = in_one_form(typed);
  const std::string& called = arguments.front();
  const std::string name = arguments.size() < 2 ? "--help" : arguments[1];
  if (name == "--help" || name == "help") {
    std::cout << help_of(program);
    return arguments.size() < 2 ? ExitCode::kUsage : ExitCode::kDone;
  }
  if (name == "--version") {
    std::cout << program.name << " " << kVersion << " (" << kBuild << ")\n";
    return ExitCode::kDone;
  }
  const Command& command = find_command(program, name);
  const Arguments rest(arguments.begin() + 2, arguments.end());
  // Before the arguments are read: there is help also where something else is wrong with them.
  if (command.options != nullptr && std::ranges::find(rest, "--help") != rest.end()) {
    std::cout << help_of(command);
    return ExitCode::kDone;
  }
  return command.run(parse_call(command, called, rest));
}

}  // namespace

std::string help_of(const Program& program) {
  std::vector<Command> commands = program.commands;
  std::ranges::stable_sort(commands, {}, &Command::place);
  size_t column = 0;
  for (const Command& command : commands) column = std::max(column, command.name.size() + 2);
  std::string text = program.sentence + "\n\nUsage: " + program.name + " COMMAND …\n\n";
  for (const Command& command : commands) {
    text += "  " + command.name + std::string(column - command.name.size(), ' ') +
            command.sentence + "\n" + std::string(column + 2, ' ') + usage_of(command) + "\n";
  }
  return text + "\n  --help     this text; `" + program.name +
         " COMMAND --help` for one command\n"
         "  --version  what this build is\n\n" +
         exit_codes_text();
}

const Command& find_command(const Program& program, const std::string& name) {
  const auto found = std::ranges::find(program.commands, name, &Command::name);
  if (found != program.commands.end()) return *found;
  if (name.starts_with('-')) refuse_as_command(program, name);
  throw UsageError({.what = "unknown command '" + name + "'",
                    .advice = suggest_name(name, names_of(program.commands))});
}

std::string nearest_command(const Program& program, const std::string& word) {
  // An option is near to none.
  return word.starts_with("-") ? "" : nearest_name(word, names_of(program.commands));
}

/// Throws FileError where what was printed has not come to the file behind standard output. A pipe
/// that nobody reads any more is no failure.
void check_output_is_written() {
  errno = 0;
  std::cout.flush();
  if (std::cout.good()) return;
  pollfd output{.fd = STDOUT_FILENO, .events = POLLOUT, .revents = 0};
  if (errno == EPIPE || (::poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0)) return;
  throw FileError(
      {.what = "what was printed could not be written" +
               (errno == 0 ? std::string() : std::string(" (") + std::strerror(errno) + ")"),
       .where = "standard output",
       .advice = "Free space, or name another file."});
}

/// What is opened next would else be what is printed to. They are opened to be read, so that to
/// print still fails.
void open_closed_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // The lowest number that is free is the one that is found closed first.
    if (::fcntl(stream, F_GETFD) < 0) (void)::open("/dev/null", O_RDONLY);
  }
}

/// Throws FileError where somebody has removed it. Libraries, and paths that are made absolute,
/// fail by it in words that do not tell.
void check_working_directory() {
  std::error_code error;
  (void)std::filesystem::current_path(error);
  if (!error) return;
  throw FileError({.what = "the working directory cannot be told (" + error.message() + ")",
                   .where = ".",
                   .advice = "It may have been removed, or made anew: go to one that is there."});
}

ExitCode exit_code_of(const std::string& program, const std::function<ExitCode()>& work,
                      std::string (*explain)()) {
  try {
    return work();
  } catch (const Error& error) {
    std::cerr << program << ": " << error.what() << '\n';
    return error.exit_code();
  } catch (const std::exception& error) {
    const std::string explained = explain == nullptr ? "" : explain();
    if (!explained.empty()) {
      std::cerr << program << ": " << explained << '\n';
      return ExitCode::kInternal;
    }
    std::cerr << program << ": internal error: " << printable(error.what())
              << ". This is a mistake in tandem: please report it with the command.\n";
    return ExitCode::kInternal;
  }
}

int run_program(const Program& program, const Arguments& arguments) {
  open_closed_streams();
  return static_cast<int>(exit_code_of(
      program.name,
      [&] {
        check_working_directory();
        const ExitCode code =
            dispatch(program, arguments.empty() ? Arguments{program.name} : arguments);
        if (code == ExitCode::kDone) check_output_is_written();
        return code;
      },
      program.explain));
}

}  // namespace tandem
