#include "launch/worker/worker_command.h"

#include <chrono>
#include <exception>
#include <iostream>
#include <thread>

#include "framework/core/text.h"
#include "launch/program.h"
#include "launch/worker/failure_text.h"

namespace tandem {

Command carried_out(const std::string& name, ExitCode (*run)(const CommandCall& call)) {
  const Program tandem{.name = "tandem", .sentence = "", .commands = all_commands()};
  Command command = find_command(tandem, name);
  command.run = run;
  return command;
}

ExitCode on_all_ranks(const std::function<ExitCode(const MpiSession&)>& work) {
  const MpiSession session;
  try {
    return work(session);
  } catch (const Error& error) {
    // Where all fail alike, the first of them says it for all.
    if (session.rank() > 0) std::this_thread::sleep_for(std::chrono::seconds(1));
    std::cerr << "tandem-worker: rank " << session.rank() << ": " << error.what() << '\n';
    session.abort(static_cast<int>(error.exit_code()));
  } catch (const std::exception& error) {
    std::cerr << "tandem-worker: rank " << session.rank()
              << ": internal error: " << printable(failure_text()) << '\n';
    session.abort(static_cast<int>(ExitCode::kInternal));
  }
}

}  // namespace tandem
