// evaluate: everything that can be measured of a trained model on a split.
#include <boost/program_options/value_semantic.hpp>
#include <cstdint>

#include "launch/model_options.h"
#include "launch/worker_program.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

po::options_description command_options() {
  po::options_description options = model_options();
  add_split_option(options);
  options.add_options()(
      "classifier", po::value<std::string>()->value_name("RUN"),
      "run of a classifier that judges images. Default: evaluation.classifier of the run")(
      "samples", po::value<int64_t>()->value_name("N"),
      "generated images that are judged. Default: evaluation.samples of the run")(
      "likelihood-samples", po::value<int64_t>()->value_name("N")->default_value(0),
      "draws that estimate the likelihood of an image, or of a whole split log Z; 0: none");
  return options;
}

}  // namespace

Command evaluate_command() {
  return {.program = "tandem",
          .name = "evaluate",
          .usage =
              "RUN [--step N | --best] [--raw] [--split test|valid|train] [--classifier RUN] "
              "[--samples N] [--likelihood-samples N]",
          .sentence = "Measure a trained model on data that it was not trained on.",
          .place = 6,
          .options = command_options,
          .run = become_worker};
}

}  // namespace tandem
