// run: trains a run that is there, as one of its ranks.
#include <boost/program_options/value_semantic.hpp>
#include <optional>

#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/run_directory.h"
#include "framework/runs/run_lock.h"
#include "launch/worker/rank.h"
#include "launch/worker/worker_command.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

po::options_description command_options() {
  po::options_description options = no_options();
  options.add_options()(
      "step", po::value<int64_t>()->value_name("N"),
      "checkpoint to go on from, 0: the beginning. Default: the newest sound one")(
      "until", po::value<int64_t>()->value_name("STEP"), "stop there")(
      "after", po::value<std::string>()->value_name("CAUSE")->default_value("", ""),
      "why it is begun again, for the manifest")(
      "token", po::value<std::string>()->value_name("TOKEN")->default_value("", ""),
      "mark that this start writes into the status of its ranks, so that the launcher knows it");
  return options;
}

ExitCode run(const CommandCall& call) {
  // Before MPI starts threads, which are to hold the signals back, too.
  const StopRequest stop;
  return on_all_ranks([&](const MpiSession& session) {
    if (call.words.empty()) call.fail("the run is missing");
    RankTask task{.run = call.words.front(),
                  .overrides = {call.words.begin() + 1, call.words.end()},
                  .until = call.find<int64_t>("until"),
                  .cause = call.get<std::string>("after"),
                  .token = call.get<std::string>("token")};
    std::optional<RunLock> lock;
    if (session.rank() == 0) {
      check_is_run(task.run);
      lock.emplace(task.run);
      // Before there is a log file: what is passed over is said where the user looks.
      const auto step = call.find<int64_t>("step");
      task.start_step =
          step ? *step : latest_checkpoint(RunPaths{task.run}.checkpoints()).value_or(0);
    }
    return ExitCode{run_rank(task, session, stop)};
  });
}

}  // namespace

Command run_worker_command() {
  return {.program = "tandem-worker",
          .name = "run",
          .usage = "RUN [key=value …] [--step N] [--until STEP] [--after CAUSE] [--token TOKEN]",
          .sentence = "Train a run that is there, as one of its ranks.",
          .place = 2,
          .options = command_options,
          .run = run};
}

}  // namespace tandem
