// export: the trials of a sweep for programs.
#include <boost/program_options/value_semantic.hpp>
#include <iostream>

#include "framework/core/files.h"
#include "framework/sweep/recorded_sweep.h"
#include "framework/sweep/trial_csv.h"
#include "launch/output_file.h"
#include "launch/sweep/sweep_job.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

po::options_description command_options() {
  po::options_description options = no_options();
  options.add_options()("output", po::value<std::string>()->value_name("FILE.csv"),
                        "a file in place of standard output")("force", po::bool_switch(),
                                                              "replace the file if it is there");
  return options;
}

ExitCode export_trials(const CommandCall& call) {
  const SweepPaths paths{named_sweep(call)};
  const auto output = call.find<std::string>("output");
  if (output) {
    check_ending("--output", *output, ".csv");
    check_output(*output, call.get<bool>("force"));
  }
  const std::string csv = to_csv(read_study(paths));
  if (output) {
    replace_file(*output, csv);
  } else {
    std::cout << csv << std::flush;
  }
  return ExitCode::kDone;
}

}  // namespace

Command export_sweep_action() {
  return {.program = "tandem sweep",
          .name = "export",
          .usage = "DIR [--output FILE.csv [--force]]",
          .sentence = "Write the trials of a sweep as CSV, a line per trial and seed.",
          .place = 5,
          .options = command_options,
          .run = export_trials};
}

}  // namespace tandem
