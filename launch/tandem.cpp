// The program `tandem`: light, without LibTorch. Commands are in commands.cpp.
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "framework/core/error.h"
#include "framework/core/text.h"
#include "launch/commands.h"

int main(int argc, char** argv) {
  try {
    const std::string program = argc > 0 ? argv[0] : "tandem";
    return tandem::run_command(program, std::vector<std::string>(argv + (argc > 0), argv + argc));
  } catch (const tandem::Error& error) {
    std::cerr << "tandem: " << error.what() << '\n';
    return static_cast<int>(error.exit_code());
  } catch (const std::exception& error) {
    std::cerr << "tandem: internal error: " << tandem::printable(error.what())
              << ". This is a mistake in tandem: please report it with the command.\n";
    return static_cast<int>(tandem::ExitCode::kInternal);
  }
}
