// encode: the codes of a split of the data, beside its labels and factors, as a data set.
#include <boost/program_options/value_semantic.hpp>

#include "launch/model_options.h"
#include "launch/worker_program.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

po::options_description command_options() {
  po::options_description options = model_options();
  add_split_option(options);
  options.add_options()("output", po::value<std::string>()->value_name("FILE.h5"),
                        "the file to write (required): `codes`, and the fields of the split but "
                        "its images: labels, latents/classes, …")("force", po::bool_switch(),
                                                                  "replace the file if it exists");
  return options;
}

}  // namespace

Command encode_command() {
  return {.program = "tandem",
          .name = "encode",
          .usage =
              "RUN [data.path=FILE …] [--step N | --best] [--raw] [--split test|valid|train] "
              "--output FILE.h5",
          .sentence =
              "Write the codes that a trained model gives images, with their labels and "
              "factors.",
          .place = 5,
          .options = command_options,
          .run = become_worker};
}

}  // namespace tandem
