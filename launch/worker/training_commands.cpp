#include "launch/worker/training_commands.h"

#include <ATen/ATen.h>

#include <boost/program_options/value_semantic.hpp>
#include <optional>

#include "experiments/family_table.h"
#include "framework/core/error.h"
#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/run_directory.h"
#include "framework/runs/run_span.h"
#include "framework/training/run_configuration.h"
#include "launch/command_line.h"
#include "launch/worker/branch.h"
#include "launch/worker/rank.h"

namespace tandem {

namespace po = boost::program_options;

namespace {

std::optional<int64_t> named_until(const po::variables_map& values) {
  return values.count("until") > 0 ? std::optional(values["until"].as<int64_t>()) : std::nullopt;
}

/// `words`: the configuration, or the parent of a branch, and overrides. Sets where the task
/// starts.
NewRun plan_run(const Arguments& words, bool branches, RankTask& task) {
  NewRun run{.yaml = "", .overrides = {words.begin() + 1, words.end()}};
  const auto take = [&](const RunConfiguration& configuration) {
    check_span(task.start, task.until, configuration.options().steps);
    run.yaml = dump_yaml(configuration.section());
  };
  if (branches) {
    const Branch branch = plan_branch(words.front(), run.overrides);
    run.parent = branch.parent;
    task.start = branch.parent.step;
    take(branch.configuration);
  } else {
    take(RunConfiguration::load(words.front(), run.overrides, all_families()));
  }
  return run;
}

}  // namespace

int run_command(const Arguments& arguments, const MpiSession& session, const StopSignal& stop) {
  po::options_description options;
  options.add_options()("step", po::value<int64_t>())("until", po::value<int64_t>());
  const po::variables_map values = parse_command(arguments, options);
  Arguments words = words_of(values);
  if (words.empty()) {
    throw UsageError(
        {.what = "the run is missing", .expected = "run RUN [key=value …] [--step N] [--until N]"});
  }
  RankTask task{.run = words.front(),
                .overrides = {words.begin() + 1, words.end()},
                .until = named_until(values)};
  std::optional<RunLock> lock;
  if (session.rank() == 0) {
    check_is_run(task.run);
    lock.emplace(task.run);
    // Before there is a log file: what is passed over is said where the user looks.
    task.start = values.count("step") > 0
                     ? values["step"].as<int64_t>()
                     : latest_checkpoint(RunPaths{task.run}.checkpoints()).value_or(0);
  }
  return run_rank(task, session, stop);
}

int train_command(const Arguments& arguments, const MpiSession& session, const StopSignal& stop) {
  po::options_description options;
  options.add_options()("run", po::value<std::string>())("until", po::value<int64_t>())(
      "from", po::value<std::string>());
  const po::variables_map values = parse_command(arguments, options);
  const bool branches = values.count("from") > 0;
  Arguments words = words_of(values);
  if ((words.empty() && !branches) || values.count("run") == 0) {
    throw UsageError({.what = "the configuration or --run is missing",
                      .expected = "train {CONFIG | --from RUN@STEP} [key=value …] --run DIR "
                                  "[--until N]"});
  }
  RankTask task{.run = values["run"].as<std::string>(), .until = named_until(values)};
  std::optional<RunLock> lock;
  if (session.rank() == 0) {
    if (branches) words.insert(words.begin(), values["from"].as<std::string>());
    const NewRun run = plan_run(words, branches, task);
    make_run_root(task.run);
    lock.emplace(task.run);
    create_run_directory(task.run, run);
  }
  session.communicator(at::kCPU)->barrier();
  return run_rank(task, session, stop);
}

}  // namespace tandem
