// The commands that look at a trained model: evaluate, sample and inspect.
#include <algorithm>
#include <boost/program_options.hpp>
#include <charconv>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/log.h"
#include "framework/evaluation/generation.h"
#include "framework/training/sample_observer.h"
#include "framework/training/trainer.h"
#include "launch/worker/commands.h"
#include "launch/worker/loaded_run.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

/// Parses `RUN` and options; throws UsageError.
po::variables_map parse(const Arguments& arguments, po::options_description options) {
  options.add_options()("run", po::value<std::string>()->required())(
      "step", po::value<int64_t>(), "checkpoint; the newest by default");
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
  return values;
}

LoadedRun load(const po::variables_map& values) {
  const auto step =
      values.count("step") > 0 ? std::optional(values["step"].as<int64_t>()) : std::nullopt;
  return LoadedRun(values["run"].as<std::string>(), step);
}

/// The step in "step-00001000".
int64_t step_of(const std::string& name) {
  int64_t step = 0;
  const char* digits = name.data() + std::min<size_t>(name.size(), 5);
  const auto [end, error] = std::from_chars(digits, name.data() + name.size(), step);
  if (!name.starts_with("step-") || error != std::errc() || *end != '\0') {
    throw UsageError({.what = "neither a run nor a checkpoint",
                      .expected = "a run directory, or step-… below its checkpoints",
                      .got = name});
  }
  return step;
}

}  // namespace

int evaluate_command(const Arguments& arguments) {
  po::options_description extra;
  extra.add_options()("likelihood-samples", po::value<int64_t>()->default_value(0),
                      "draws per image that estimate its likelihood; 0: none");
  const po::variables_map values = parse(arguments, extra);
  const int64_t num_samples = values["likelihood-samples"].as<int64_t>();
  if (num_samples < 0) throw UsageError({.what = "--likelihood-samples must be at least 0"});
  LoadedRun run = load(values);
  const RunOptions& options = run.configuration().options();
  const EvaluationMode mode(run.state().model());
  const MpiSession alone;
  const auto communicator = alone.communicator(run.state().device());
  const EvaluationSettings settings{.seed = static_cast<uint64_t>(options.seed),
                                    .step = run.step(),
                                    .chunk_size = options.evaluation.chunk_size,
                                    .fields = run.configuration().family().data.fields,
                                    .pixel_range = run.state().pixel_range()};
  NamedValues metrics = evaluate_objectives(
      run.state().model(),
      evaluated_objectives(run.state(), run.configuration().phases(), run.step()), run.data(),
      settings, *communicator);
  if (num_samples > 0) {
    const NamedValues likelihood =
        evaluate_likelihood(run.state().model(), run.data(), settings, num_samples, *communicator);
    metrics.insert(metrics.end(), likelihood.begin(), likelihood.end());
  }
  nlohmann::ordered_json line = {{"step", run.step()}};
  for (const auto& [name, value] : metrics) line[name] = value;
  std::cout << line.dump(2) << '\n';
  return 0;
}

int sample_command(const Arguments& arguments) {
  po::options_description extra;
  extra.add_options()("count", po::value<int64_t>()->default_value(64), "images")(
      "seed", po::value<uint64_t>()->default_value(1), "of the latents")(
      "output", po::value<std::string>(), "PNG file");
  const po::variables_map values = parse(arguments, extra);
  const int64_t count = values["count"].as<int64_t>();
  if (count < 1) throw UsageError({.what = "--count must be at least 1"});
  LoadedRun run = load(values);
  const EvaluationMode mode(run.state().model());
  const at::Tensor images =
      generate_images(run.state().model(), run.state().pixel_range(), run.state().device(), count,
                      values["seed"].as<uint64_t>());
  const std::string output =
      values.count("output") > 0
          ? values["output"].as<std::string>()
          : values["run"].as<std::string>() + "/samples/sample-" + step_name(run.step()) + ".png";
  replace_file(output, encode_png(grid_of(images, square_columns(count))));
  std::cout << "wrote " << output << " (" << count << " images of step " << run.step() << ")\n";
  return 0;
}

int inspect_command(const Arguments& arguments) {
  const po::variables_map values = parse(arguments, po::options_description());
  std::filesystem::path path = values["run"].as<std::string>();
  std::filesystem::path checkpoint = path;
  if (std::filesystem::exists(path / "config.yaml")) {
    const CheckpointStore store(path / "checkpoints", 1);
    const auto step =
        values.count("step") > 0 ? std::optional(values["step"].as<int64_t>()) : store.latest();
    std::cout << read_file(path / "config.yaml");
    if (!step) {
      std::cout << "\nno usable checkpoint yet\n";
      return 0;
    }
    checkpoint = store.directory_of(*step);
  }
  std::cout << "\ncheckpoint " << checkpoint.string() << '\n';
  const CheckpointParts parts =
      CheckpointStore(checkpoint.parent_path(), 1).load(step_of(checkpoint.filename()));
  for (const auto& [file, tensors] : parts.tensors) {
    int64_t count = 0;
    std::cout << file << ".safetensors\n";
    for (const auto& [name, tensor] : tensors) {
      std::cout << "  " << name << "  " << tensor.sizes() << "  " << tensor.scalar_type() << '\n';
      count += tensor.numel();
    }
    std::cout << "  " << count << " numbers\n";
  }
  std::cout << "state " << parts.state.dump() << '\n';
  return 0;
}

}  // namespace tandem
