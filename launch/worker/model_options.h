// What the commands that look at a trained model have in common: RUN, --step and --best.
#pragma once

#include <boost/program_options.hpp>
#include <filesystem>

#include "launch/worker/commands.h"
#include "launch/worker/loaded_run.h"

namespace tandem {

/// Parses `RUN [--step N | --best]` and the options of the command. Throws UsageError.
boost::program_options::variables_map parse_model_options(
    const Arguments& arguments, boost::program_options::options_description options);

/// The step that they name; absent when none is named. Throws CheckpointError for --best of a run
/// without a best checkpoint.
std::optional<int64_t> named_step(const boost::program_options::variables_map& values);

/// The run that they name.
LoadedRun load_run(const boost::program_options::variables_map& values);

}  // namespace tandem
