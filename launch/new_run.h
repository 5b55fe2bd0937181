// A run that is to be made: from a configuration, or from the state of another run.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <filesystem>

#include "framework/runs/run_directory.h"
#include "launch/command.h"
#include "launch/resolved_run.h"

namespace tandem {

/// Adds --run and --from.
void add_new_run_options(boost::program_options::options_description& options);

/// A run that could be made.
struct PlannedRun {
  ExitCode exit_code = ExitCode::kDone;  // of the worker, which has said what is wrong
  ResolvedRun resolved;                  // where that is kDone
  std::filesystem::path directory;
  NewRun content;
};

/// Asks the worker about the run that the words of a call describe. Throws UsageError; makes
/// nothing.
PlannedRun plan_run(const CommandCall& call);

/// Throws as check_new_run_directory does, naming the options that choose another directory.
void check_run_directory(const PlannedRun& run);

/// Makes everything in its directory, which this process has locked as a launcher. Throws FileError
/// where ranks are still at work there.
void make_run(const PlannedRun& run);

}  // namespace tandem
