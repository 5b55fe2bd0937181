// A sweep at work: its options, its directory, its way to the end.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "framework/runs/process_lock.h"
#include "framework/sweep/sweep_definition.h"
#include "framework/sweep/sweep_paths.h"
#include "launch/command.h"
#include "launch/resolved_run.h"
#include "launch/sweep/slots.h"

namespace tandem {

/// Adds --slots, --hosts, --launcher-args and --pass-env.
void add_slot_options(boost::program_options::options_description& options);

/// Where jobs run side by side, as the options say and this machine has it.
Slots slots_of(const CommandCall& call, const SweepDefinition& sweep,
               const std::vector<ResolvedRun>& families);

/// A sweep with as many trials as it will have, and what `train` says of its families.
struct CheckedSweep {
  SweepDefinition definition;
  std::vector<ResolvedRun> families;
};

/// Checks all that can be checked before a trial starts; warnings are printed. With `asks_for_ends`
/// `train` is asked about the ends of all ranges, too. Throws one ConfigError that lists everything
/// that is wrong, the problems in `parsed` too; FileError alone where a configuration cannot be
/// read. `file`: where the sweep is written.
CheckedSweep checked_sweep(ParsedSweep parsed, const std::filesystem::path& file,
                           bool asks_for_ends);

/// The sweep in a directory, as its file says now. Throws ConfigError where there is none.
SweepDefinition read_sweep(const SweepPaths& paths);

/// The same, as checked_sweep has it. Throws Interrupted, too, for a stop signal that is held back
/// where there is no answer yet.
CheckedSweep continued_sweep(const SweepPaths& paths);

/// How many jobs run at once.
size_t num_side_by_side(const Slots& slots, const SweepDefinition& sweep);

/// What to say of slots that no job can ever take; empty where there are none.
std::string unused_slots_note(const Slots& slots, const SweepDefinition& sweep);

/// Goes on with the sweep to its end, or until it is stopped, and says how far it is. Returns the
/// exit code of the process. Throws Interrupted as continued_sweep does, before a trial starts.
ExitCode run_sweep(const SweepPaths& paths, const CheckedSweep& sweep, Slots slots,
                   const std::string& program, bool accepts_losses = false);

/// Goes on with the sweep in that directory in the slots of the call, and holds its lock meanwhile.
/// Throws ConfigError where a configuration is not the one with which it began.
/// Where it was stopped and the call has --requeue, Slurm starts the job of this process again;
/// `record` keeps how often that was in vain.
ExitCode run_or_requeue_sweep(const CommandCall& call, const SweepPaths& paths,
                              const std::filesystem::path& record,
                              ProcessLock (*take_lock)(const SweepPaths& paths));

/// The directory of a sweep, the only word of the call. Throws UsageError.
std::filesystem::path named_sweep(const CommandCall& call);

}  // namespace tandem
