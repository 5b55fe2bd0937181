// Words and options by which a command names trained models: runs, a checkpoint of each, and where
// their data lie now.
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

/// The trained models of a call.
struct NamedModels {
  Arguments runs;
  Arguments data_places;  // `data.path=FILE` and the like, for all runs
};

/// What the words of the call say. Throws UsageError for one that sets any other option, and for
/// --step beside --best.
NamedModels named_models(const CommandCall& call);

/// The run of a call that takes one. Throws UsageError where there is not one, and as named_models.
std::filesystem::path named_model(const CommandCall& call);

/// Throws UsageError for --step beside --best.
void check_one_checkpoint(const CommandCall& call);

}  // namespace tandem
