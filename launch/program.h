// A program that is a table of commands: finds the one that the user named, and runs it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "launch/command.h"

namespace tandem {

struct Program {
  std::string name;
  std::string sentence;  // what it is for
  std::vector<Command> commands;
  /// What to say of the exception that is being handled, which is no Error; empty: nothing better
  /// than that it is a mistake of the program. Null: that is said of all of them.
  std::string (*explain)() = nullptr;
};

/// Its commands, in the order of their places, and its exit codes.
std::string help_of(const Program& program);

/// Throws UsageError with the nearest name for an unknown one.
const Command& find_command(const Program& program, const std::string& name);

/// The command that a word which is none is a misspelling of; empty where it is near to none.
std::string nearest_command(const Program& program, const std::string& word);

/// Does something. An error is said on standard error, and has its exit code. `explain`: as that of
/// a program.
ExitCode exit_code_of(const std::string& program, const std::function<ExitCode()>& work,
                      std::string (*explain)() = nullptr);

/// Runs what `arguments`, those of main, ask for: help, the version or a command. Returns the exit
/// code of the process; errors are said on standard error.
int run_program(const Program& program, const Arguments& arguments);

}  // namespace tandem
