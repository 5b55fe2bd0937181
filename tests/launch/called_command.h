// Commands of `tandem`, called in this process: for the tests of the launcher.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "launch/program.h"
#include "tests/support/standard_error.h"

namespace tandem::testing_support {

/// What a call of `tandem NAME ARGUMENTS` returns and throws.
inline ExitCode call_command(const std::string& name, const Arguments& arguments) {
  const Program tandem{.name = "tandem", .sentence = "", .commands = all_commands()};
  const Command& command = find_command(tandem, name);
  return command.run(parse_call(command, "tandem", arguments));
}

/// What is printed on standard output meanwhile; standard error is dropped.
inline std::string output_of(const std::function<void()>& call) {
  testing::internal::CaptureStdout();
  try {
    standard_error_of(call);
  } catch (const Error&) {
    testing::internal::GetCapturedStdout();
    throw;
  }
  return testing::internal::GetCapturedStdout();
}

}  // namespace tandem::testing_support
