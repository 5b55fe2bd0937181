// `tandem-worker`: one rank of a training, and the commands that need LibTorch. Started by
// `tandem`, by mpirun or by srun.
#include <algorithm>
#include <csignal>
#include <iostream>
#include <map>

#include "framework/core/error.h"
#include "framework/core/text.h"
#include "framework/distributed/mpi_session.h"
#include "launch/worker/commands.h"
#include "launch/worker/training_commands.h"

namespace tandem {
namespace {

int dispatch(const std::string& command, const Arguments& arguments, const StopSignal& stop) {
  using Command = int (*)(const Arguments&);
  static const std::map<std::string, Command> alone = {
      {"config", config_command},     {"resume", resume_command}, {"branch", branch_command},
      {"evaluate", evaluate_command}, {"sample", sample_command}, {"encode", encode_command},
      {"inspect", inspect_command}};
  if (const auto found = alone.find(command); found != alone.end()) {
    return found->second(arguments);
  }
  const MpiSession session;
  try {
    if (command == "doctor") return doctor_command(arguments, session);
    if (command == "run") return run_command(arguments, session, stop);
    if (command == "train") return train_command(arguments, session, stop);
  } catch (const Error& error) {
    std::cerr << "tandem-worker: rank " << session.rank() << ": " << error.what() << '\n';
    session.abort(static_cast<int>(error.exit_code()));
  }
  throw UsageError(
      {.what = "unknown command '" + command + "'",
       .expected =
           "config, train, run, resume, branch, evaluate, sample, encode, inspect or doctor",
       .advice = "`tandem --help` lists the commands."});
}

}  // namespace
}  // namespace tandem

int main(int argc, char** argv) {
  // A file size limit is then an error of the write, which is reported, and not the end.
  std::signal(SIGXFSZ, SIG_IGN);
  const tandem::StopSignal stop;
  const tandem::Arguments arguments(argv + std::min(argc, 2), argv + argc);
  try {
    return tandem::dispatch(argc > 1 ? argv[1] : "", arguments, stop);
  } catch (const tandem::Error& error) {
    std::cerr << "tandem-worker: " << error.what() << '\n';
    return static_cast<int>(error.exit_code());
  } catch (const std::exception& error) {
    std::cerr << "tandem-worker: " << tandem::printable(error.what()) << '\n';
    return static_cast<int>(tandem::ExitCode::kInternal);
  }
}
