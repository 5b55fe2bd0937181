// sample: images that a trained model generates, in a grid or one by one, grids of what it can
// show, a folder translated.
#include <algorithm>
#include <iostream>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/image.h"
#include "framework/core/text.h"
#include "framework/model/capabilities.h"
#include "framework/model/evaluation_mode.h"
#include "framework/runs/run_paths.h"
#include "framework/runs/sample_grids.h"
#include "framework/showing/generation.h"
#include "framework/showing/image_tiles.h"
#include "framework/showing/model_grids.h"
#include "launch/interruption.h"
#include "launch/model_options.h"
#include "launch/output_file.h"
#include "launch/worker/loaded_run.h"
#include "launch/worker/output/single_images.h"
#include "launch/worker/output/translate_folder.h"
#include "launch/worker/worker_command.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

/// What `read` returns; a ConfigError of it becomes a UsageError at this option.
template <class Read>
auto as_option(const char* option, const Read& read) {
  try {
    return read();
  } catch (const ConfigError& error) {
    Problem problem = error.problem();
    problem.where = option;
    throw UsageError(problem);
  }
}

/// Whether --output asks for images one by one.
bool asks_for_single_images(const CommandCall& call) {
  return call.has("output") && !call.has("input") &&
         holds_single_images(call.get<std::string>("output"));
}

void check_choices(const CommandCall& call) {
  constexpr int64_t kMostInGrid = 4096;
  const auto count = call.get<int64_t>("count");
  if (count < 1) throw UsageError({.what = "--count must be at least 1"});
  if (count > kMostInGrid && !asks_for_single_images(call)) {
    throw UsageError({.what = "too many images for one picture",
                      .where = "--count",
                      .expected = "at most " + std::to_string(kMostInGrid),
                      .got = std::to_string(count),
                      .advice = "--output FOLDER/ or FILE.h5 writes them one by one."});
  }
  if (call.has("input") && (call.has("condition") || call.has("grid"))) {
    throw UsageError({.what = "--input translates images, which have no --condition or --grid"});
  }
  for (const char* option : {"count", "seed"}) {
    if (!call.has("input") || call.values[option].defaulted()) continue;
    throw UsageError({.what = "--input translates all images of a folder",
                      .where = std::string("--") + option,
                      .advice = "Leave it out."});
  }
  if (call.has("condition") && call.has("grid")) {
    throw UsageError({.what = "a --grid has its conditions of its own",
                      .expected = "either --grid or --condition"});
  }
  if (call.has("grid") && asks_for_single_images(call)) {
    throw UsageError({.what = "a --grid is one picture",
                      .where = "--output",
                      .expected = "a PNG file",
                      .got = call.get<std::string>("output")});
  }
  if (call.has("output") && !call.has("input") && !asks_for_single_images(call)) {
    const fs::path output = call.get<std::string>("output");
    if (output.extension() != ".png") {
      throw UsageError({.what = "no file that samples are written to",
                        .where = "--output",
                        .expected = "FILE.png, FILE.h5 or FOLDER/",
                        .got = output});
    }
    check_picture_output(output);
  }
  if (call.has("output") && call.has("input")) {
    check_ending("--output", call.get<std::string>("output"), kFolderEnding);
  }
  if (call.has("direction") && !call.has("input")) {
    throw UsageError({.what = "--direction is for --input FOLDER"});
  }
}

fs::path samples_of(const CommandCall& call) { return RunPaths{named_model(call)}.samples(); }

/// --output, or this path.
fs::path output_of(const CommandCall& call, const fs::path& otherwise) {
  return call.has("output") ? fs::path(call.get<std::string>("output")) : otherwise;
}

/// `task`: "translate images".
[[noreturn]] void fail_lacking(const LoadedRun& run, const std::string& task,
                               const std::string& advice) {
  throw UsageError({.what = run.configuration().family().name + " does not " + task,
                    .where = "sample",
                    .advice = advice});
}

void translate(const CommandCall& call) {
  const HeldInterruption interruption;
  LoadedRun run = load_run(call, named_model(call));
  const EvaluationMode mode(run.state().model());
  const auto* model = capability<TranslatesImages>(run.state().model());
  if (model == nullptr) {
    fail_lacking(run, "translate images", "Leave out --input to write generated images.");
  }
  std::string direction;
  if (call.has("direction")) {
    direction = call.get<std::string>("direction");
  } else if (const auto all = model->translations(); all.size() == 1) {
    direction = all.front().name;
  }
  const fs::path output =
      output_of(call, translations_path(samples_of(call), run.step()) / direction);
  const int64_t count = translate_folder(run,
                                         {.input = call.get<std::string>("input"),
                                          .output = output,
                                          .direction = direction,
                                          .replace = call.get<bool>("force")},
                                         interruption);
  std::cout << "wrote " << count << " images to " << printable_line(output) << " (" << direction
            << ", step " << run.step() << ")\n";
}

void write_image(const fs::path& output, const Image& image, const LoadedRun& run) {
  replace_file(output, encode_png(image));
  std::cout << "wrote " << printable_line(output) << " (step " << run.step() << ")\n";
}

void show_grid(const CommandCall& call, LoadedRun& run) {
  ModelGrids grids(run.state().model(), run.data(),
                   {.device = run.state().device(),
                    .range = run.state().pixel_range(),
                    .count = call.get<int64_t>("count"),
                    .seed = call.get<uint64_t>("seed")});
  const auto kind = call.get<std::string>("grid");
  as_option("--grid", [&] { grids.check_name(kind); });
  const Image grid = grids.grid(kind);
  // What the training drew stays.
  const std::vector<std::string> drawn = grids.training_names();
  const bool is_drawn = std::ranges::find(drawn, kind) != drawn.end();
  const fs::path path = is_drawn ? sample_path(samples_of(call), run.step(), kind)
                                 : grid_path(samples_of(call), run.step(), kind);
  write_image(output_of(call, path), grid, run);
}

std::vector<std::string> conditions_of(const CommandCall& call) {
  return call.find<std::vector<std::string>>("condition").value_or(std::vector<std::string>());
}

/// Throws UsageError for a family that does not generate.
GenerationRequest request_of(const CommandCall& call, LoadedRun& run) {
  GenerativeModel& model = run.state().model();
  if (capability<Generates>(model) == nullptr) {
    const bool translates = capability<TranslatesImages>(model) != nullptr;
    fail_lacking(run, "generate images",
                 translates ? "Use --input FOLDER, or --grid KIND."
                            : "Use --grid KIND for what it can show.");
  }
  GenerationRequest request{.count = call.get<int64_t>("count"),
                            .seed = call.get<uint64_t>("seed")};
  for (const std::string& text : conditions_of(call)) {
    const ConditionValue value =
        as_option("--condition", [&] { return parse_condition(model, text); });
    if (std::ranges::count(request.conditions, value.name, &ConditionValue::name) > 0) {
      throw UsageError({.what = "one condition has two values",
                        .where = "--condition",
                        .got = joined(conditions_of(call))});
    }
    request.conditions.push_back(value);
  }
  return request;
}

void generate(const CommandCall& call, LoadedRun& run) {
  const GenerationRequest request = request_of(call, run);
  const at::Tensor images = generate_images(run.state().model(), run.state().pixel_range(),
                                            run.state().device(), request);
  const fs::path path =
      sample_path(samples_of(call), run.step(), joined(conditions_of(call), {}, "-"));
  write_image(output_of(call, path), grid_of({images, square_columns(request.count)}), run);
}

void generate_single_images(const CommandCall& call) {
  const HeldInterruption interruption;
  LoadedRun run = load_run(call, named_model(call));
  const EvaluationMode mode(run.state().model());
  const SingleImages wanted{.output = call.get<std::string>("output"),
                            .replace = call.get<bool>("force"),
                            .request = request_of(call, run)};
  write_single_images(run, wanted, interruption);
  std::cout << "wrote " << wanted.request.count << " images to " << printable_line(wanted.output)
            << " (step " << run.step() << ")\n";
}

ExitCode sample(const CommandCall& call) {
  const fs::path directory = named_model(call);
  check_choices(call);
  say_at_interruption("tandem: interrupted\n");
  if (asks_for_single_images(call)) {
    generate_single_images(call);
    return ExitCode::kDone;
  }
  if (call.has("input")) {
    translate(call);
    return ExitCode::kDone;
  }
  LoadedRun run = load_run(call, directory);
  const EvaluationMode mode(run.state().model());
  if (call.has("grid")) {
    show_grid(call, run);
  } else {
    generate(call, run);
  }
  return ExitCode::kDone;
}

}  // namespace

Command sample_worker_command() { return carried_out("sample", sample); }

}  // namespace tandem
