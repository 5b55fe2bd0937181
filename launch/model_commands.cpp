#include "launch/model_commands.h"

#include <boost/program_options/value_semantic.hpp>
#include <cstdint>

#include "framework/core/error.h"
#include "launch/command_line.h"

namespace tandem {

namespace po = boost::program_options;

namespace {

po::options_description model_options() {
  po::options_description options = checkpoint_options();
  options.add_options()("raw", "the weights themselves, not their moving averages (average_decay)");
  return options;
}

}  // namespace

po::options_description checkpoint_options() {
  po::options_description options("Options");
  options.add_options()("step", po::value<int64_t>()->value_name("N"),
                        "checkpoint of the run; the newest by default")(
      "best", "the best checkpoint of the run, by checkpoint.best");
  return options;
}

po::options_description evaluate_options() {
  po::options_description options = model_options();
  options.add_options()("split", po::value<std::string>()->value_name("NAME"),
                        "test, valid or train. Default: evaluation.split of the run")(
      "classifier", po::value<std::string>()->value_name("RUN"),
      "run of a classifier that judges images. Default: evaluation.classifier of the run")(
      "samples", po::value<int64_t>()->value_name("N"),
      "generated images that are judged. Default: evaluation.samples of the run")(
      "likelihood-samples", po::value<int64_t>()->value_name("N")->default_value(0),
      "draws that estimate the likelihood of an image, or of a whole split log Z; 0: none");
  return options;
}

po::options_description sample_options() {
  po::options_description options = model_options();
  options.add_options()("count", po::value<int64_t>()->value_name("N")->default_value(64),
                        "images")("seed", po::value<uint64_t>()->value_name("N")->default_value(1),
                                  "of the latents")(
      "condition", po::value<std::vector<std::string>>()->composing()->value_name("NAME=VALUE"),
      "that all images have, label=3 for example; may be repeated")(
      "grid", po::value<std::string>()->value_name("KIND"),
      "what a grid shows: samples, reconstructions, traversals, interpolations, filters, the name "
      "of a condition (one value per column) or of a translation. An unknown one lists those that "
      "the model has")("input", po::value<std::string>()->value_name("FOLDER"),
                       "images that are translated")(
      "direction", po::value<std::string>()->value_name("NAME"),
      "of the translation, a-to-b for example. Default: the only one")(
      "output", po::value<std::string>()->value_name("PATH"),
      "FILE.png: a grid; FOLDER/ or FILE.h5: single images, as PNG files or as a data set with "
      "their conditions; with --input the folder for translated images. Default: below the samples "
      "of the run")("force", po::bool_switch(), "replace FILE.h5 if it exists");
  return options;
}

po::options_description encode_options() {
  po::options_description options = model_options();
  options.add_options()("split", po::value<std::string>()->value_name("NAME"),
                        "test, valid or train. Default: evaluation.split of the run")(
      "output", po::value<std::string>()->value_name("FILE.h5"),
      "the file to write (required): `codes`, and the fields of the split but its images: labels, "
      "latents/classes, …")("force", po::bool_switch(), "replace the file if it exists");
  return options;
}

po::variables_map parse_model_command(const std::string& command,
                                      const std::vector<std::string>& arguments,
                                      const po::options_description& options) {
  po::variables_map values = parse_command(arguments, options);
  if (words_of(values).size() != 1) fail_usage(command, "one run is needed");
  check_one_checkpoint(values);
  return values;
}

void check_one_checkpoint(const po::variables_map& values) {
  if (values.count("best") + values.count("step") > 1) {
    throw UsageError(
        {.what = "--step and --best name different checkpoints", .expected = "one of them"});
  }
}

}  // namespace tandem
