// run: from the file of a sweep to its directory and its end.
#include <iostream>

#include "framework/core/shell_words.h"
#include "framework/sweep/recorded_sweep.h"
#include "framework/sweep/sweep_kinds.h"
#include "launch/job/child_process.h"
#include "launch/sweep/new_sweep.h"
#include "launch/sweep/sweep_families.h"
#include "launch/sweep/sweep_job.h"
#include "launch/sweep/sweep_locks.h"
#include "launch/sweep/trial_run.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

po::options_description command_options() {
  po::options_description options = no_options();
  add_new_sweep_options(options);
  options.add_options()("dry-run", "show what would run first, and do nothing");
  add_slot_options(options);
  return options;
}

/// The sweep and the calls of its first trials.
void print_plan(const SweepPaths& paths, const CheckedSweep& sweep, Slots slots) {
  std::vector<RunLength> lengths;
  for (const ResolvedRun& family : sweep.families) lengths.push_back(run_length(family));
  // Decides as the sweep will, and records nothing.
  VirtualSweep simulation(sweep.definition, lengths, [&](const SamplerRequest& request) {
    return sampler_named(sweep.definition.sampler.kind).suggest(request);
  });
  simulation.extend(sweep.definition.trials);
  simulation.advance();
  std::cout << "directory: " << paths.root.string() << "\ntrials:    " << sweep.definition.trials
            << ", " << num_side_by_side(slots, sweep.definition) << " side by side\n";
  const std::string unused = unused_slots_note(slots, sweep.definition);
  if (!unused.empty()) std::cout << "           " << unused << '\n';
  std::cout << "first:\n";
  const std::vector<TrialJob> jobs = simulation.jobs();
  for (size_t i = 0; i < jobs.size(); ++i) {
    const size_t family = simulation.family_of(jobs[i].key.trial);
    const auto place = slots.take(
        {.waiting = jobs.size() - i, .micro_batches = sweep.families[family].micro_batches});
    if (!place) break;
    std::cout << "  " << shell_line(trial_command(paths, simulation, jobs[i], *place)) << '\n';
  }
  std::cout << "sweep:\n" << to_yaml(sweep.definition);
}

ExitCode run(const CommandCall& call) {
  const PlannedSweep planned = plan_sweep(call);
  const auto& [paths, sweep] = planned;
  const Slots slots = slots_of(call, sweep.definition, sweep.families);
  check_sweep_directory(planned);
  if (call.has("dry-run")) {
    print_plan(paths, sweep, slots);
    return ExitCode::kDone;
  }
  make_sweep_root(planned);
  const ProcessLock lock = lock_sweep(paths);
  const CheckedSweep made = make_sweep(planned);
  return run_sweep(paths, made, slots, call.program);
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
