// Options of the commands that use a trained model: `tandem` shows them, `tandem-worker` takes
// them.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>
#include <string>
#include <vector>

namespace tandem {

/// --step and --best, by which a checkpoint of a run is chosen.
boost::program_options::options_description checkpoint_options();
/// Throws UsageError when both are given.
void check_one_checkpoint(const boost::program_options::variables_map& values);
/// These, --raw, and what the command does with the model.
boost::program_options::options_description evaluate_options();
boost::program_options::options_description sample_options();
boost::program_options::options_description encode_options();

/// Parses `RUN [options]`; the run is the only word. Throws UsageError that says how `command` is
/// used when there is not one, and for --step beside --best.
boost::program_options::variables_map parse_model_command(
    const std::string& command, const std::vector<std::string>& arguments,
    const boost::program_options::options_description& options);

}  // namespace tandem
