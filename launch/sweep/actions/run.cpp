// run: from the file of a sweep to its directory and its end.
#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <iostream>

#include "framework/config/yaml_reader.h"
#include "framework/core/files.h"
#include "framework/core/shell_words.h"
#include "framework/runs/run_directory.h"
#include "framework/sweep/recorded_sweep.h"
#include "framework/sweep/sweep_kinds.h"
#include "launch/job/child_process.h"
#include "launch/sweep/sweep_families.h"
#include "launch/sweep/sweep_job.h"
#include "launch/sweep/trial_run.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

po::options_description command_options() {
  po::options_description options = no_options();
  options.add_options()("directory", po::value<std::string>()->value_name("DIR"),
                        "where the sweep lies. Default: sweeps/NAME, NAME from the file")(
      "dry-run", "show what would run first, and do nothing");
  add_slot_options(options);
  return options;
}

/// The sweep and the calls of its first trials.
void print_plan(const SweepPaths& paths, const CheckedSweep& sweep, Slots slots) {
  std::vector<RunLength> lengths;
  for (const ResolvedRun& family : sweep.families) lengths.push_back(run_length(family));
  VirtualSweep simulation(sweep.definition, lengths, [&](const SamplerRequest& request) {
    return sampler_named(sweep.definition.sampler.kind).suggest(request);
  });
  simulation.extend(sweep.definition.trials);
  simulation.advance();
  std::cout << "directory: " << paths.root.string() << "\ntrials:    " << sweep.definition.trials
            << ", " << slots.size() << " side by side\nfirst:\n";
  const std::vector<TrialJob> jobs = simulation.jobs();
  for (size_t i = 0; i < jobs.size(); ++i) {
    const size_t family = simulation.family_of(jobs[i].key.trial);
    const auto place = slots.take(jobs.size() - i, sweep.families[family].micro_batches);
    if (!place) break;
    std::cout << "  " << shell_line(trial_command(paths, simulation, jobs[i], *place)) << '\n';
  }
  std::cout << "sweep:\n" << to_yaml(sweep.definition);
}

/// Whether this is all that is left where the making of a sweep was interrupted.
bool is_left_of_making(const SweepPaths& paths, const std::string& name) {
  const std::string definition = paths.definition().filename();
  return name == paths.lock().filename() || name.starts_with(definition + ".new-");
}

/// Throws ConfigError where something is in the way.
void check_directory(const SweepPaths& paths) {
  const std::filesystem::path& directory = paths.root;
  if (status_of(directory).type() == std::filesystem::file_type::not_found) return;
  const auto is_left = [&](const std::string& name) { return is_left_of_making(paths, name); };
  if (std::filesystem::is_directory(directory) &&
      std::ranges::all_of(names_in(directory), is_left)) {
    return;
  }
  throw ConfigError({.what = "there is something already",
                     .where = directory,
                     .expected = "no directory, or an empty one",
                     .advice = "`tandem sweep resume " + directory.string() +
                               "` goes on with a sweep; --directory DIR or sweep.name=… names "
                               "another place."});
}

ExitCode run(const CommandCall& call) {
  if (call.words.empty()) call.fail("the file of the sweep is missing");
  const std::filesystem::path file = call.words.front();
  const Arguments words(call.words.begin() + 1, call.words.end());
  const CheckedSweep sweep =
      checked_sweep(parse_sweep(read_yaml_file(file), file, words, sweep_kinds()), true);
  const SweepPaths paths{
      call.find<std::string>("directory").value_or("sweeps/" + sweep.definition.name)};
  const Slots slots = slots_of(call, sweep.definition, sweep.families);
  check_directory(paths);
  if (call.has("dry-run")) {
    print_plan(paths, sweep, slots);
    return ExitCode::kDone;
  }
  std::error_code error;
  std::filesystem::create_directories(paths.root, error);
  if (error) throw_file_error("cannot be made", paths.root);
  const ProcessLock lock = lock_sweep(paths);
  check_directory(paths);  // another one may have begun, and ended, in between
  replace_file(paths.definition(), to_yaml(sweep.definition));
  return run_sweep(paths, sweep, slots, call.program);
}

}  // namespace

Command run_sweep_action() {
  return {.program = "tandem sweep",
          .name = "run",
          .usage = "FILE [key=space …] [--slots N] [--hosts a:8,b:8] [--directory DIR] [--dry-run]",
          .sentence = "Begin a sweep, and carry it out.",
          .place = 1,
          .options = command_options,
          .run = run};
}

}  // namespace tandem
