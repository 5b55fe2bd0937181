// A sweep that is to be made from its file.
#pragma once

#include <boost/program_options/options_description.hpp>

#include "framework/sweep/sweep_paths.h"
#include "launch/command.h"
#include "launch/sweep/sweep_job.h"

namespace tandem {

/// Adds --directory.
void add_new_sweep_options(boost::program_options::options_description& options);

/// A sweep that could be made.
struct PlannedSweep {
  SweepPaths paths;
  CheckedSweep sweep;
};

/// Reads and checks the sweep that the words of a call describe. Throws UsageError, ConfigError;
/// makes nothing.
PlannedSweep plan_sweep(const CommandCall& call);

/// Throws ConfigError where something is in the way of its directory.
void check_sweep_directory(const PlannedSweep& planned);

/// Makes the directory, so that it can be locked. Throws FileError.
void make_sweep_root(const PlannedSweep& planned);

/// Makes what is in the directory, which this process has locked: `logs`, copies of the
/// configurations, which are those of its families from now on, whatever becomes of the originals,
/// and, which makes it a sweep, its definition. Returns the sweep with these configurations. Throws
/// as check_sweep_directory does, and FileError.
CheckedSweep make_sweep(const PlannedSweep& planned);

}  // namespace tandem
