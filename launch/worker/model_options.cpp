#include "launch/worker/model_options.h"

#include "framework/core/error.h"
#include "launch/run_directory.h"

namespace tandem {

namespace po = boost::program_options;

po::variables_map parse_model_options(const Arguments& arguments, po::options_description options) {
  options.add_options()("run", po::value<std::string>()->required())(
      "step", po::value<int64_t>(), "checkpoint; the newest by default")(
      "best", po::bool_switch(), "the best checkpoint by checkpoint.best");
  po::variables_map values;
  try {
    const po::positional_options_description positions =
        po::positional_options_description().add("run", 1);
    po::store(po::command_line_parser(arguments).options(options).positional(positions).run(),
              values);
    po::notify(values);
  } catch (const po::error& error) {
    throw UsageError({.what = error.what(), .advice = "See `tandem --help`."});
  }
  if (values["best"].as<bool>() && values.count("step") > 0) {
    throw UsageError(
        {.what = "--step and --best name different checkpoints", .expected = "one of them"});
  }
  return values;
}

std::optional<int64_t> named_step(const po::variables_map& values) {
  if (values.count("step") > 0) return values["step"].as<int64_t>();
  if (!values["best"].as<bool>()) return std::nullopt;
  const std::filesystem::path checkpoints = RunPaths{values["run"].as<std::string>()}.checkpoints();
  const auto best = CheckpointStore(checkpoints, 1).best();
  if (!best) {
    throw CheckpointError({.what = "the run has no best checkpoint",
                           .where = checkpoints,
                           .advice = "Train with checkpoint.best, or name a step with --step."});
  }
  return best->step;
}

LoadedRun load_run(const po::variables_map& values) {
  return LoadedRun(values["run"].as<std::string>(), named_step(values));
}

}  // namespace tandem
