#include "launch/model_options.h"

#include <boost/program_options/value_semantic.hpp>
#include <cstdint>

namespace tandem {

namespace po = boost::program_options;

po::options_description checkpoint_options() {
  po::options_description options = no_options();
  options.add_options()("step", po::value<int64_t>()->value_name("N"),
                        "checkpoint of the run; the newest by default")(
      "best", "the best checkpoint of the run, by checkpoint.best");
  return options;
}

po::options_description model_options() {
  po::options_description options = checkpoint_options();
  options.add_options()("raw", "the weights themselves, not their moving averages (average_decay)");
  return options;
}

void add_split_option(po::options_description& options) {
  options.add_options()("split", po::value<std::string>()->value_name("NAME"),
                        "test, valid or train. Default: evaluation.split of the run");
}

std::filesystem::path named_run(const CommandCall& call) {
  if (call.words.size() != 1) call.fail("one run is needed");
  check_one_checkpoint(call);
  return call.words.front();
}

void check_one_checkpoint(const CommandCall& call) {
  if (!call.has("best") || !call.has("step")) return;
  throw UsageError(
      {.what = "--step and --best name different checkpoints", .expected = "one of them"});
}

}  // namespace tandem
