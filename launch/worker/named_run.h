// The run, and the checkpoint of it, that a command which uses a trained model was given.
#pragma once

#include <boost/program_options/variables_map.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "launch/worker/loaded_run.h"

namespace tandem {

/// The only word of the command; see parse_model_command.
std::filesystem::path named_run(const boost::program_options::variables_map& values);

/// The step of --step or --best; absent when neither is given. Throws CheckpointError for --best of
/// a run without a best checkpoint.
std::optional<int64_t> named_step(const boost::program_options::variables_map& values);

/// The run with that checkpoint; --raw: without moving averages.
LoadedRun load_named_run(const boost::program_options::variables_map& values);

}  // namespace tandem
