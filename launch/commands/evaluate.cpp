// evaluate: everything that can be measured of trained models on a split.
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
  options.add_options()("metrics", po::value<std::string>()->value_name("NAME,…"),
                        "what is measured; an unknown name lists all. Default: all that apply but "
                        "the costly ones")(
      "features", po::value<std::string>()->value_name("NAME[=FILE|RUN]"),
      "feature network in which generated and real images are compared; an unknown name lists all. "
      "Default: evaluation.features of the run, else the classifier, else random")(
      "classifier", po::value<std::string>()->value_name("RUN"),
      "run of a classifier that judges images. Default: evaluation.classifier of the run")(
      "samples", po::value<int64_t>()->value_name("N"),
      "generated images that are judged. Default: evaluation.samples of the run")(
      "likelihood-samples", po::value<int64_t>()->value_name("N")->default_value(0),
      "draws that estimate the likelihood: of each image, or, of a Boltzmann machine, chains that "
      "estimate log Z; 0: none")("ranks", po::value<int64_t>()->value_name("N")->default_value(1),
                                 "processes that share the work; the values do not depend on it")(
      "json", "print the values as JSON");
  return options;
}

}  // namespace

Command evaluate_command() {
  return {.program = "tandem",
          .name = "evaluate",
          .usage =
              "RUN… [data.path=FILE …] [--metrics NAME,…] [--features NAME[=FILE|RUN]] "
              "[--classifier RUN] [--split test|valid|train] [--samples N] "
              "[--likelihood-samples N] [--step N | --best] [--raw] [--ranks N] [--json]",
          .sentence =
              "Measure trained models on data that they were not trained on; what is measured "
              "already is read from their records.",
          .place = 6,
          .options = command_options,
          .run = become_ranks};
}

}  // namespace tandem
