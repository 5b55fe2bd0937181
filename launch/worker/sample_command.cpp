// sample: images that a trained model generates, in a grid or one by one, grids of what it can
// show, a folder translated.
#include <iostream>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/png.h"
#include "framework/core/text.h"
#include "framework/model/evaluation_mode.h"
#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/run_directory.h"
#include "framework/showing/generation.h"
#include "framework/showing/image_tiles.h"
#include "framework/showing/model_grids.h"
#include "launch/model_commands.h"
#include "launch/worker/commands.h"
#include "launch/worker/named_run.h"
#include "launch/worker/option_error.h"
#include "launch/worker/single_images.h"
#include "launch/worker/translate_folder.h"

namespace tandem {
namespace {

namespace po = boost::program_options;
namespace fs = std::filesystem;

/// Whether --output asks for images one by one.
bool asks_for_single_images(const po::variables_map& values) {
  return values.count("output") > 0 && values.count("input") == 0 &&
         holds_single_images(values["output"].as<std::string>());
}

po::variables_map parse(const Arguments& arguments) {
  po::variables_map values = parse_model_command("sample", arguments, sample_options());
  if (values["count"].as<int64_t>() < 1) throw UsageError({.what = "--count must be at least 1"});
  const bool chooses = values.count("condition") > 0 || values.count("grid") > 0;
  if (values.count("input") > 0 && chooses) {
    throw UsageError({.what = "--input translates images, which have no --condition or --grid"});
  }
  if (values.count("condition") > 0 && values.count("grid") > 0) {
    throw UsageError({.what = "a --grid has its conditions of its own",
                      .expected = "either --grid or --condition"});
  }
  if (values.count("grid") > 0 && asks_for_single_images(values)) {
    throw UsageError({.what = "a --grid is one picture",
                      .where = "--output",
                      .expected = "a PNG file",
                      .got = values["output"].as<std::string>()});
  }
  return values;
}

/// --output, or this name below the samples of the run.
fs::path output_of(const po::variables_map& values, const std::string& name) {
  if (values.count("output") > 0) return values["output"].as<std::string>();
  return RunPaths{named_run(values)}.samples() / name;
}

[[noreturn]] void fail_lacking(const LoadedRun& run, const std::string& capability,
                               const std::string& advice) {
  throw UsageError({.what = run.configuration().family().name + " has no " + capability,
                    .where = "sample",
                    .advice = advice});
}

int translate(const po::variables_map& values, LoadedRun& run) {
  const auto* model = dynamic_cast<const TranslatesImages*>(&run.state().model());
  if (model == nullptr) {
    fail_lacking(run, "TranslatesImages", "Leave out --input to write generated images.");
  }
  std::string direction;
  if (values.count("direction") > 0) {
    direction = values["direction"].as<std::string>();
  } else if (const auto all = model->translations(); all.size() == 1) {
    direction = all.front().name;
  }
  const fs::path output =
      output_of(values, "translated-" + step_name(run.step()) + "/" + direction);
  const int64_t count = translate_folder(
      run, {.input = values["input"].as<std::string>(), .output = output, .direction = direction});
  std::cout << "wrote " << count << " images to " << printable_line(output) << " (" << direction
            << ", step " << run.step() << ")\n";
  return 0;
}

void write_image(const fs::path& output, const Image& image, const LoadedRun& run) {
  replace_file(output, encode_png(image));
  std::cout << "wrote " << printable_line(output) << " (step " << run.step() << ")\n";
}

int show_grid(const po::variables_map& values, LoadedRun& run) {
  ModelGrids grids(run.state().model(), run.data(),
                   {.device = run.state().device(),
                    .range = run.state().pixel_range(),
                    .count = values["count"].as<int64_t>(),
                    .seed = values["seed"].as<uint64_t>()});
  const auto kind = values["grid"].as<std::string>();
  as_option("--grid", [&] { grids.check_name(kind); });
  const Image grid = grids.grid(kind);
  write_image(output_of(values, "sample-" + step_name(run.step()) + "-" + kind + ".png"), grid,
              run);
  return 0;
}

/// Throws UsageError for a family that does not generate.
GenerationRequest request_of(const po::variables_map& values, LoadedRun& run) {
  GenerativeModel& model = run.state().model();
  if (capability<Generates>(model) == nullptr) {
    const bool translates = dynamic_cast<const TranslatesImages*>(&model) != nullptr;
    fail_lacking(run, "Generates",
                 translates ? "Use --input FOLDER, or --grid KIND."
                            : "Use --grid KIND for what it can show.");
  }
  GenerationRequest request{.count = values["count"].as<int64_t>(),
                            .seed = values["seed"].as<uint64_t>()};
  if (values.count("condition") == 0) return request;
  for (const auto& text : values["condition"].as<std::vector<std::string>>()) {
    request.conditions.push_back(
        as_option("--condition", [&] { return parse_condition(model, text); }));
  }
  return request;
}

int generate(const po::variables_map& values, LoadedRun& run) {
  const GenerationRequest request = request_of(values, run);
  std::string suffix;
  if (values.count("condition") > 0) {
    for (const auto& text : values["condition"].as<std::vector<std::string>>()) {
      suffix.append("-").append(text);
    }
  }
  const at::Tensor images = generate_images(run.state().model(), run.state().pixel_range(),
                                            run.state().device(), request);
  write_image(output_of(values, "sample-" + step_name(run.step()) + suffix + ".png"),
              grid_of({images, square_columns(request.count)}), run);
  return 0;
}

int generate_single_images(const po::variables_map& values) {
  const HeldInterruption interruption;
  LoadedRun run = load_named_run(values);
  const EvaluationMode mode(run.state().model());
  const SingleImages wanted{.output = values["output"].as<std::string>(),
                            .replace = values["force"].as<bool>(),
                            .request = request_of(values, run)};
  write_single_images(run, wanted, interruption);
  std::cout << "wrote " << wanted.request.count << " images to " << printable_line(wanted.output)
            << " (step " << run.step() << ")\n";
  return 0;
}

}  // namespace

int sample_command(const Arguments& arguments) {
  const po::variables_map values = parse(arguments);
  if (asks_for_single_images(values)) return generate_single_images(values);
  LoadedRun run = load_named_run(values);
  const EvaluationMode mode(run.state().model());
  if (values.count("input") > 0) return translate(values, run);
  if (values.count("direction") > 0) {
    throw UsageError({.what = "--direction is for --input FOLDER"});
  }
  return values.count("grid") > 0 ? show_grid(values, run) : generate(values, run);
}

}  // namespace tandem
