// inspect: what is in a data set, a checkpoint or a run.
#include <boost/program_options/value_semantic.hpp>
#include <filesystem>
#include <optional>

#include "framework/runs/run_paths.h"
#include "launch/data_inspection.h"
#include "launch/model_options.h"
#include "launch/output_file.h"
#include "launch/worker_program.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

po::options_description command_options() {
  po::options_description options = checkpoint_options();
  options.add_options()("grid", po::value<std::string>()->value_name("FILE.png"),
                        "write a grid of samples of the data set");
  return options;
}

ExitCode inspect(const CommandCall& call) {
  if (call.words.size() != 1) call.fail("one file or directory is needed");
  const std::filesystem::path path = call.words.front();
  // Runs and checkpoints are directories; a file that is missing is explained by its reader.
  std::error_code error;
  if (std::filesystem::is_directory(path, error) || part_of_file(path.filename())) {
    if (call.has("grid")) call.fail("--grid is for data sets");
    become_worker(call);
  }
  if (call.has("step") || call.has("best")) call.fail("--step and --best are for runs");
  std::optional<std::filesystem::path> grid;
  if (call.has("grid")) {
    grid = call.get<std::string>("grid");
    check_ending("--grid", *grid, ".png");
    check_picture_output(*grid);
  }
  inspect_data_set(path, grid);
  return ExitCode::kDone;
}

}  // namespace

Command inspect_command() {
  return {.program = "tandem",
          .name = "inspect",
          .usage = "FILE.h5 [--grid FILE.png] | CHECKPOINT | RUN [--step N | --best]",
          .sentence = "Show a data set, a checkpoint or a run.",
          .place = 7,
          .options = command_options,
          .run = inspect};
}

}  // namespace tandem
