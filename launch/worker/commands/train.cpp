// train: makes a run, or finds it made, and trains it, as one of its ranks; for users who start the
// ranks themselves.
#include <ATen/ATen.h>

#include <boost/program_options/value_semantic.hpp>
#include <optional>

#include "experiments/family_table.h"
#include "framework/core/files.h"
#include "framework/core/log.h"
#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/run_directory.h"
#include "framework/runs/run_lock.h"
#include "framework/training/run_configuration.h"
#include "launch/run_span.h"
#include "launch/worker/branch.h"
#include "launch/worker/preflight.h"
#include "launch/worker/rank.h"
#include "launch/worker/worker_command.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

po::options_description command_options() {
  po::options_description options = no_options();
  options.add_options()("run", po::value<std::string>()->value_name("DIR"),
                        "directory of the run (required)")(
      "until", po::value<int64_t>()->value_name("STEP"), "stop there")(
      "from", po::value<std::string>()->value_name("RUN@STEP"),
      "branch off from that checkpoint of another run");
  return options;
}

/// A run that is to be made.
struct PlannedStart {
  NewRun content;
  int64_t start_step = 0;  // step of the checkpoint that it begins with
};

PlannedStart plan_start(const CommandCall& call, std::optional<int64_t> until) {
  PlannedStart planned{.content = {.yaml = "", .overrides = call.words}};
  NewRun& run = planned.content;
  const auto take = [&](const RunConfiguration& configuration) {
    check_span(planned.start_step, until, configuration.options().steps);
    run.yaml = dump_yaml(configuration.section());
  };
  if (const auto parent = call.find<std::string>("from")) {
    const Branch branch = plan_branch(*parent, run.overrides);
    run.parent = branch.parent;
    planned.start_step = branch.parent.step;
    // This is a rank.
    if (!branch.numerics_change.empty()) log_warning(branch.numerics_change);
    take(branch.configuration);
  } else {
    run.overrides.erase(run.overrides.begin());
    const auto configuration =
        RunConfiguration::load(call.words.front(), run.overrides, all_families());
    preflight_alone(configuration);
    take(configuration);
  }
  return planned;
}

/// The step from which a run that is there goes on, as when Slurm starts a job again. Throws
/// ConfigError where it is not the run that the call describes.
int64_t next_start_step(const CommandCall& call, const std::filesystem::path& run) {
  check_is_run(run);
  const RunPaths paths{run};
  const auto parent = RunManifest(run).parent();
  bool is_the_same = parent.has_value() == call.has("from");
  if (parent && is_the_same) {
    check_began_with(run, *parent, call.get<std::string>("from"));
    // Its configuration follows from that of its parent, which may have gone: words are compared.
    std::string lines;
    for (const std::string& word : call.words) lines += word + "\n";
    is_the_same = read_file(paths.overrides()) == lines;
  } else if (is_the_same) {
    const auto configuration = RunConfiguration::load(
        call.words.front(), {call.words.begin() + 1, call.words.end()}, all_families());
    is_the_same = read_file(paths.config()) == dump_yaml(configuration.section());
  }
  if (!is_the_same) {
    throw ConfigError({.what = "there is a run of another configuration",
                       .where = run,
                       .expected = "a new directory, or the run that this command has made",
                       .advice = "`tandem-worker run " + run.string() +
                                 "` goes on with that one as it is; --run DIR names another."});
  }
  return latest_checkpoint(paths.checkpoints()).value_or(0);
}

ExitCode train(const CommandCall& call) {
  // Before MPI starts threads, which are to hold the signals back, too.
  const StopRequest stop;
  return on_all_ranks([&](const MpiSession& session) {
    if ((call.words.empty() && !call.has("from")) || !call.has("run")) {
      call.fail("the configuration or --run is missing");
    }
    RankTask task{.run = call.get<std::string>("run"), .until = call.find<int64_t>("until")};
    std::optional<RunLock> lock;
    if (session.rank() == 0 && holds_run(task.run)) {
      lock.emplace(task.run);
      task.start_step = next_start_step(call, task.run);
    } else if (session.rank() == 0) {
      const PlannedStart planned = plan_start(call, task.until);
      task.start_step = planned.start_step;
      // A lock needs its directory; create_run_directory looks under the lock whether
      // that is unused.
      make_run_root(task.run);
      lock.emplace(task.run);
      create_run_directory(task.run, planned.content);
    }
    // No rank looks for the configuration before it is there.
    session.communicator(at::kCPU)->barrier();
    return ExitCode{run_rank(task, session, stop)};
  });
}

}  // namespace

Command train_worker_command() {
  return {
      .program = "tandem-worker",
      .name = "train",
      .usage = "{CONFIG | --from RUN@STEP} [key=value …] --run DIR [--until STEP]",
      .sentence =
          "Make a run and train it, as one of its ranks, or go on with it where it is there; to "
          "be started by srun or your own mpirun.",
      .place = 1,
      .options = command_options,
      .run = train};
}

}  // namespace tandem
