// Options by which a command names a trained model: a run, and a checkpoint of it.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <filesystem>

#include "launch/command.h"

namespace tandem {

/// --step and --best, by which a checkpoint of a run is chosen.
boost::program_options::options_description checkpoint_options();

/// These, and --raw.
boost::program_options::options_description model_options();

/// --split, with which a command says what part of the data it works on.
void add_split_option(boost::program_options::options_description& options);

/// The run, the only word of the call. Throws UsageError when there is not one, and for --step
/// beside --best.
std::filesystem::path named_run(const CommandCall& call);

/// Throws UsageError for --step beside --best.
void check_one_checkpoint(const CommandCall& call);

}  // namespace tandem
