#include "launch/sweep/sweep_job.h"

#include <unistd.h>

#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <iostream>
#include <memory>

#include "framework/config/yaml_reader.h"
#include "framework/core/files.h"
#include "framework/core/text.h"
#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/run_directory.h"
#include "framework/sweep/recorded_sweep.h"
#include "framework/sweep/sweep_check.h"
#include "framework/sweep/sweep_kinds.h"
#include "launch/directory_answer.h"
#include "launch/job/core_count.h"
#include "launch/job/hosts.h"
#include "launch/job/slurm_allocation.h"
#include "launch/job/stop_signals.h"
#include "launch/job/unblocked_output.h"
#include "launch/launcher_options.h"
#include "launch/slurm/requeue.h"
#include "launch/sweep/pinned_configuration.h"
#include "launch/sweep/sweep_families.h"
#include "launch/sweep/sweep_locks.h"
#include "launch/sweep/sweep_runner.h"
#include "launch/sweep/sweep_status.h"
#include "launch/sweep/trial_run.h"

namespace tandem {

namespace po = boost::program_options;

namespace {

/// Steps of all trials that are safe in checkpoints.
int64_t steps_made(const SweepPaths& paths) {
  int64_t steps = 0;
  for (const std::string& trial : names_in(paths.trials())) {
    for (const std::string& seed : names_in(paths.trials() / trial)) {
      const std::filesystem::path run = paths.trials() / trial / seed;
      if (holds_run(run)) steps += newest_checkpoint(run);
    }
  }
  return steps;
}

/// What is to be said of a sweep. Of one that was not understood as a whole the sampler is not
/// asked: it would miss what is not there.
SweepFindings findings_in(const SweepDefinition& sweep, const FamilyAnswers& answers,
                          bool is_understood) {
  std::optional<SamplerKind> sampler;
  if (is_understood) sampler = sampler_named(sweep.sampler.kind);
  SweepFindings findings = check_sweep(sweep, facts_of(sweep, answers.families), sampler);
  if (!answers.accepts_ends) findings.errors.emplace_back("`train` refuses what is said above");
  return findings;
}

/// The lock of a sweep that is checked but for its configurations, which are to be those with which
/// it began. They are looked at last: of one that cannot be read or trained the check says more.
ProcessLock lock_of(const SweepPaths& paths, const SweepDefinition& sweep,
                    ProcessLock (*take_lock)(const SweepPaths& paths)) {
  return answer_of_directory(paths.root, kForEver, [paths, sweep, take_lock] {
    check_pinned(sweep);
    return take_lock(paths);
  });
}

/// To be asked to stop ends the wait for it. What then goes on alone writes the journal: it has the
/// lock of decisions, and gives it back.
std::unique_ptr<RecordedSweep> opened_sweep(const SweepPaths& paths, const CheckedSweep& sweep) {
  std::vector<RunLength> lengths;
  for (const ResolvedRun& family : sweep.families) lengths.push_back(run_length(family));
  return answer_of_directory(paths.root, kForEver, [paths, definition = sweep.definition, lengths] {
    // To open a recorded sweep is to decide; jobs then run without the lock.
    const ProcessLock deciding = lock_decisions(paths);
    return std::make_unique<RecordedSweep>(paths, definition, lengths);
  });
}

}  // namespace

void add_slot_options(po::options_description& options) {
  options.add_options()(
      "slots", po::value<int64_t>()->value_name("N"),
      "trials side by side; each has its share of the cores or GPUs, and no fewer ranks than "
      "placement.ranks_per_trial. Default: as many as have cores or GPUs of their own")(
      "hosts", po::value<std::string>()->value_name("a:8,b:8")->default_value("", ""),
      "machines with their numbers of ranks, or of GPUs where trials train on these; they share "
      "this directory. Default: in an allocation of Slurm its nodes, else this machine");
  add_launcher_words(options);
}

Slots slots_of(const CommandCall& call, const SweepDefinition& sweep,
               const std::vector<ResolvedRun>& families) {
  Machine machine{.cores = own_cores(), .launcher_words = launcher_words(call)};
  bool uses_gpus = false;
  for (const ResolvedRun& family : families) {
    if (family.device != DeviceKind::kCuda) continue;
    uses_gpus = true;
    machine.num_gpus = std::max(machine.num_gpus, family.num_gpus);
  }
  // A limit of the control group may leave fewer cores than this process may run on.
  machine.cores.resize(
      std::min(machine.cores.size(), static_cast<size_t>(std::max<int64_t>(1, count_cores()))));
  machine.hosts = parse_hosts(call.get<std::string>("hosts"));
  const auto allocation = slurm_allocation();
  machine.ranks_have_gpus = uses_gpus;
  machine.slots_are_gpus = uses_gpus && !allocation;  // srun hands out GPUs itself
  if (allocation && machine.hosts.empty()) machine.hosts = hosts_of(*allocation);
  const auto num_slots = call.find<int64_t>("slots");
  if (num_slots && *num_slots < 1) {
    throw UsageError({.what = "not one trial could run",
                      .where = "--slots",
                      .expected = "at least 1",
                      .got = std::to_string(*num_slots)});
  }
  return {machine, sweep.placement, num_slots};
}

CheckedSweep checked_sweep(ParsedSweep parsed, const std::filesystem::path& file,
                           bool asks_for_ends) {
  SweepDefinition& definition = parsed.definition;
  ProblemList& problems = parsed.problems;
  const bool is_understood = problems.empty();
  SweepDefinition asked = definition;
  // Of a space that was not understood nothing is set: the metric is asked about all the same.
  if (!is_understood) asked.space = {};
  const FamilyAnswers answers = ask_families(asked, asks_for_ends, parsed.places);
  const std::string advice = "Look at it, and at what " + file.string() + " sets in it.";
  if (answers.unread) {
    // Alone: without its answer the other findings would be incomplete.
    throw FileError({.what = "a configuration of the sweep cannot be examined, as said above",
                     .where = *answers.unread,
                     .advice = advice});
  }
  for (const std::string& refused : answers.refused) {
    problems.add({.what = "a configuration of the sweep cannot be trained, as said above",
                  .where = refused,
                  .advice = advice});
  }
  const SweepFindings findings = findings_in(definition, answers, is_understood);
  for (const std::string& error : findings.errors) problems.add({.what = error});
  // Warnings may follow from what is wrong, and would stand before it.
  problems.throw_if_any("the sweep");
  for (const std::string& warning : findings.warnings) {
    std::cerr << "tandem: warning: " << warning << '\n';
  }
  CheckedSweep checked{.definition = std::move(definition)};
  for (size_t i = 0; i < answers.families.size(); ++i) {
    if (!answers.families[i]) {
      throw FileError({.what = "a configuration of the sweep is no longer there",
                       .where = checked.definition.families[i].config,
                       .advice = advice});
    }
    checked.families.push_back(*answers.families[i]);
  }
  // After the checks, to which 0 means all that the sampler has.
  if (checked.definition.trials == 0) {
    const SamplerKind sampler = sampler_named(checked.definition.sampler.kind);
    checked.definition.trials = sampler.num_trials(checked.definition.space).value_or(0);
  }
  return checked;
}

SweepDefinition read_sweep(const SweepPaths& paths) {
  if (followed_status_of(paths.definition()).type() == std::filesystem::file_type::not_found) {
    throw ConfigError({.what = "is not the directory of a sweep",
                       .where = paths.root,
                       .expected = "a directory with " + paths.definition().filename().string(),
                       .advice = "`tandem sweep FILE` makes one."});
  }
  return parse_sweep(read_yaml_file(paths.definition()), paths.definition(), {}, sweep_kinds());
}

CheckedSweep continued_sweep(const SweepPaths& paths) {
  SweepDefinition written =
      answer_of_directory(paths.root, kForEver, [paths] { return read_sweep(paths); });
  return checked_sweep({.definition = std::move(written), .problems = {}}, paths.definition(),
                       false);
}

size_t num_side_by_side(const Slots& slots, const SweepDefinition& sweep) {
  return std::min(slots.size(), static_cast<size_t>(sweep.workers));
}

std::string unused_slots_note(const Slots& slots, const SweepDefinition& sweep) {
  const size_t num_used = num_side_by_side(slots, sweep);
  if (num_used == slots.size()) return "";
  return "there is room for " + std::to_string(slots.size()) + " jobs, of which " +
         std::to_string(num_used) + " can ever run: sweep.workers, which a sweep keeps";
}

ExitCode run_sweep(const SweepPaths& paths, const CheckedSweep& sweep, Slots slots,
                   const std::string& program, bool accepts_losses) {
  const std::unique_ptr<RecordedSweep> recorded = opened_sweep(paths, sweep);
  UnblockedOutput out(STDERR_FILENO);
  SweepView view(out, ::isatty(STDERR_FILENO) == 1);
  view.note(sweep.definition.name + ": " + std::to_string(sweep.definition.trials) + " trials of " +
            sweep.definition.metric + ", " +
            std::to_string(num_side_by_side(slots, sweep.definition)) + " side by side, in " +
            paths.root.string());
  const std::string unused = unused_slots_note(slots, sweep.definition);
  if (!unused.empty()) view.note(unused);
  SweepRunner runner(paths, *recorded, slots, sweep.families, view);
  if (accepts_losses) runner.accept_losses();
  const ExitCode code = runner.run();
  // A terminal that nobody reads must not keep the job from being started again.
  UnblockedOutput(STDOUT_FILENO, kOutputPatience)
      << counts_text(recorded->study(), sweep.definition.trials, {}) << '\n'
      << best_text(recorded->study(), sweep.definition) << '\n'
      << (code == ExitCode::kDone ? "Look at it with: " : "Continue with: ")
      << printable_line(program) << " sweep " << (code == ExitCode::kDone ? "report " : "resume ")
      << printable_line(paths.root.string()) << '\n';
  return code;
}

ExitCode run_or_requeue_sweep(const CommandCall& call, const SweepPaths& paths,
                              const std::filesystem::path& record,
                              ProcessLock (*take_lock)(const SweepPaths& paths)) {
  // Slurm may ask the job to end from its first moment.
  std::optional<StopSignals> held;
  if (call.has("requeue")) held.emplace();
  std::optional<ProcessLock> lock;
  const ExitCode code = code_or_stopped([&] {
    const CheckedSweep sweep = continued_sweep(paths);
    lock = lock_of(paths, sweep.definition, take_lock);
    const StopSignals none_ends_what_follows;
    return run_sweep(paths, sweep, slots_of(call, sweep.definition, sweep.families), call.program,
                     call.has("accept-losses"));
  });
  if (code == ExitCode::kStopped) {
    requeue_job(call, {.record = record, .steps = [paths] { return steps_made(paths); }});
  }
  return code;
}

std::filesystem::path named_sweep(const CommandCall& call) {
  if (call.words.size() != 1) call.fail("one directory of a sweep is wanted");
  return call.words.front();
}

}  // namespace tandem
