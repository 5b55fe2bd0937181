// `tandem-worker`: one rank of a training, and the commands that need LibTorch. Started by
// `tandem`, by mpirun or by srun.
#include <algorithm>
#include <csignal>
#include <iostream>
#include <map>
#include <optional>

#include "framework/core/error.h"
#include "framework/core/printable.h"
#include "framework/distributed/mpi_session.h"
#include "launch/run_directory.h"
#include "launch/worker/commands.h"
#include "launch/worker/rank.h"
#include "launch/worker/train_command.h"

namespace tandem {
namespace {

int run_command(const std::string& command, const Arguments& arguments, const StopSignal& stop) {
  using Command = int (*)(const Arguments&);
  static const std::map<std::string, Command> alone = {
      {"config", config_command}, {"resume", resume_command}, {"evaluate", evaluate_command},
      {"sample", sample_command}, {"encode", encode_command}, {"inspect", inspect_command}};
  if (const auto found = alone.find(command); found != alone.end()) {
    return found->second(arguments);
  }
  const MpiSession session;
  try {
    if (command == "doctor") return doctor_command(arguments, session);
    if (command == "run" && arguments.size() == 1) {
      std::optional<RunLock> lock;
      if (session.rank() == 0) lock.emplace(arguments[0]);
      return run_rank(arguments[0], session, stop);
    }
    if (command == "train") return train_command(arguments, session, stop);
  } catch (const Error& error) {
    std::cerr << "tandem-worker: rank " << session.rank() << ": " << error.what() << '\n';
    session.abort(static_cast<int>(error.exit_code()));
  }
  throw UsageError(
      {.what = "unknown command '" + command + "'",
       .expected = "config, train, run, resume, evaluate, sample, encode, inspect or doctor",
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
    return tandem::run_command(argc > 1 ? argv[1] : "", arguments, stop);
  } catch (const tandem::Error& error) {
    std::cerr << "tandem-worker: " << error.what() << '\n';
    return static_cast<int>(error.exit_code());
  } catch (const std::exception& error) {
    std::cerr << "tandem-worker: " << tandem::printable(error.what()) << '\n';
    return static_cast<int>(tandem::ExitCode::kInternal);
  }
}
