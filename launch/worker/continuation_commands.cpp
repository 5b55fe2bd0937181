// The questions that `tandem` asks before a run goes on: resume, from a checkpoint of its own, and
// branch, from one of another run. Both change nothing.
#include <boost/program_options/value_semantic.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "experiments/family_table.h"
#include "framework/core/error.h"
#include "framework/core/log.h"
#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/run_directory.h"
#include "framework/training/run_configuration.h"
#include "launch/command_line.h"
#include "launch/model_commands.h"
#include "launch/worker/branch.h"
#include "launch/worker/commands.h"
#include "launch/worker/named_run.h"
#include "launch/worker/numerics.h"
#include "launch/worker/resolved_run.h"
#include "launch/worker/resume_check.h"
#include "launch/worker/rewind.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

/// The step that a run is to go on from; 0: its beginning.
int64_t start_of(const RunPaths& run, const po::variables_map& values) {
  const auto named = named_step(values);
  if (!named) return latest_checkpoint(run.checkpoints()).value_or(0);
  check_checkpoint(run.checkpoints(), *named);
  return *named;
}

}  // namespace

int resume_command(const Arguments& arguments) {
  const po::variables_map values = parse_command(arguments, checkpoint_options());
  const Arguments words = words_of(values);
  if (words.empty()) {
    throw UsageError(
        {.what = "the run is missing", .expected = "resume RUN [key=value …] [--step N | --best]"});
  }
  const RunPaths run{words.front()};
  const Arguments overrides(words.begin() + 1, words.end());
  const auto configuration = RunConfiguration::load(run.config(), overrides, all_families());
  set_numerics_environment(configuration.options().numerics);
  configure_numerics(configuration.options().numerics);
  const RunManifest manifest(run.root);
  check_options(run, manifest, configuration, OptionChange::kAnytime);
  nlohmann::json facts = resolved_run(configuration);
  const int64_t start = start_of(run, values);
  warn_of_changes(run, manifest, own_numerics(configuration.options()), start);
  if (const auto behind = behind_directory(run, start)) {
    log_warning("what lies behind step " + std::to_string(start) + " will be moved to " +
                behind->string());
  }
  facts["start"] = start;
  std::cout << facts.dump() << '\n';
  return 0;
}

int branch_command(const Arguments& arguments) {
  if (arguments.empty()) {
    throw UsageError(
        {.what = "the parent is missing", .expected = "branch RUN@STEP [key=value …]"});
  }
  const Branch branch = plan_branch(arguments.front(), {arguments.begin() + 1, arguments.end()});
  nlohmann::json facts = resolved_run(branch.configuration);
  facts["start"] = branch.parent.step;
  facts["parent"] = branch.parent.run.string();
  std::cout << facts.dump() << '\n';
  return 0;
}

}  // namespace tandem
