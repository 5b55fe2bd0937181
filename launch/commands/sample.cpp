// sample: images that a trained model generates, in a grid or one by one, grids of what it can
// show, a folder translated.
#include <boost/program_options/value_semantic.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "launch/command.h"
#include "launch/grid_names.h"
#include "launch/model_options.h"
#include "launch/worker_program.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

std::string grid_help() {
  return std::string("what a grid shows: ") + kGridNames +
         "; or the name of a condition or a translation. An unknown one lists those that the model "
         "has";
}

po::options_description command_options() {
  po::options_description options = model_options();
  options.add_options()("count", po::value<int64_t>()->value_name("N")->default_value(64),
                        "images")("seed", seed_value()->value_name("N")->default_value(1),
                                  "of the latents")(
      "condition", po::value<std::vector<std::string>>()->composing()->value_name("NAME=VALUE"),
      "that all images have, label=3 for example; may be repeated")(
      "grid", po::value<std::string>()->value_name("KIND"), grid_help().c_str())(
      "input", po::value<std::string>()->value_name("FOLDER"), "images that are translated")(
      "direction", po::value<std::string>()->value_name("NAME"),
      "of the translation, a-to-b for example. Default: the only one")(
      "output", po::value<std::string>()->value_name("PATH"),
      "FILE.png: a grid; FOLDER/ or FILE.h5: single images, as PNG files or as a data set with "
      "their conditions; with --input the folder for translated images. Default: below the samples "
      "of the run")("force", po::bool_switch(),
                    "replace FILE.h5 if it exists, and in a folder the images that are written "
                    "again; its other files stay");
  return options;
}

}  // namespace

Command sample_command() {
  return {.program = "tandem",
          .name = "sample",
          .usage =
              "RUN [data.path=FILE …] [--step N | --best] [--raw] [--count N] [--seed N] "
              "[--condition NAME=VALUE] [--grid KIND] [--input FOLDER --direction NAME] "
              "[--output FILE.png|FOLDER/|FILE.h5]",
          .sentence =
              "Write samples of a trained model as a grid or one by one, a grid of what it "
              "can show, or a folder of images that it translates.",
          .place = 4,
          .options = command_options,
          .run = become_worker};
}

}  // namespace tandem
