// Runs that were never trained and have something for every panel of a report.
#pragma once

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "framework/core/seed.h"
#include "framework/runs/sample_grids.h"
#include "tests/support/plain_image.h"
#include "tests/support/recorded_run.h"

namespace tandem::testing_support {

/// What an illustrated run has, and how much of it.
struct IllustratedRecipe {
  std::string family = "vae";
  int64_t seed = 1;
  std::string end = "done";
  double quality = 10.0;              // about which its distance lies
  int64_t num_reports = 200;          // lines of metrics
  int64_t num_terms = 4;              // values a line, beside those measured on a split
  int64_t image_size = 96;            // sides of its grids
  std::string class_name = "circle";  // of one of its classes
};

/// Between -1 and 1, the same for equal arguments.
inline double noise(int64_t seed, int64_t index) {
  return static_cast<double>(mix_seed(Stream::kTraining, seed, index) >> 11) * 0x1p-52 - 1.0;
}

inline EvaluationRecord illustrated_record(const IllustratedRecipe& recipe, int64_t step) {
  const double distance = recipe.quality * (1 + 0.06 * noise(recipe.seed, 1));
  const auto value = [](const std::string& name, const std::string& direction, double number) {
    return RecordedValue{.name = name,
                         .unit = "",
                         .direction = direction,
                         .sentence = "Example of a measure.",
                         .value = number};
  };
  EvaluationRecord record{
      .metric = "fid",
      .part = "",
      .step = step,
      .weights = "00ff" + std::to_string(recipe.seed),
      .stamp = {{"metric", "fid"}, {"version", "1"}, {"split", "test"}, {"samples", "2000"}},
      .values = {value("frechet_distance", "lower", distance),
                 value("label_error", "lower", 0.004 * distance),
                 value("precision", "higher", 1 - 0.02 * distance),
                 value("recall", "higher", 0.9 - 0.03 * distance),
                 value("active_units", "none", 12)}};
  record.values[0].sentence =
      "Distance of Gaussians fitted to features of real and of generated images.";
  record.values[0].floor = 4.26;
  record.values[0].real = 4.9;
  RecordedSeries spectrum{.name = "spectrum",
                          .sentence = "Mean power of each ring of frequencies.",
                          .rows = {"generated", "real"},
                          .columns = {}};
  RecordedSeries classes{.name = "class_histogram",
                         .sentence = "Share of each class among the images.",
                         .rows = {"generated", "real"},
                         .columns = {recipe.class_name, "square", "star", "ring", "cross"}};
  RecordedSeries matrix{.name = "mutual_information",
                        .sentence = "Nats that each latent shares with each factor.",
                        .rows = {},
                        .columns = {"shape", "scale", "turn", "x", "y"}};
  for (int64_t row = 0; row < 2; ++row) {
    for (int64_t i = 0; i < 32; ++i) {
      spectrum.values.push_back(
          1e4 / std::pow(1.0 + static_cast<double>(i), 2 + 0.2 * static_cast<double>(row)));
    }
    for (int64_t i = 0; i < 5; ++i) {
      classes.values.push_back(0.2 + (row == 0 ? 0.1 * noise(recipe.seed, 40 + i) : 0.0));
    }
  }
  for (int64_t i = 0; i < 8; ++i) {
    matrix.rows.push_back("latent " + std::to_string(i));
    for (int64_t j = 0; j < 5; ++j) {
      matrix.values.push_back(i == j ? 1.8 : 0.2 * std::abs(noise(i, j)));
    }
  }
  record.series = {spectrum, classes, matrix};
  return record;
}

/// Makes one, of as many steps as it reports, ten each.
inline void make_illustrated_run(const std::filesystem::path& path,
                                 const IllustratedRecipe& recipe = {}) {
  const int64_t steps = recipe.num_reports * 10;
  make_run(path, {.family = recipe.family, .seed = recipe.seed, .end = recipe.end, .step = steps});
  std::ostringstream metrics;
  std::ostringstream timing;
  for (int64_t i = 1; i <= recipe.num_reports; ++i) {
    metrics << R"({"step":)" << 10 * i;
    for (int64_t term = 0; term < recipe.num_terms; ++term) {
      metrics << R"(,"objective/term_)" << term << R"(":)"
              << static_cast<double>(term + 1) * (10 / std::sqrt(static_cast<double>(i)) +
                                                  0.3 * noise(recipe.seed * 100 + term, i));
    }
    if (i % 20 == 0) {
      metrics << R"(,"test/objective/loss":)"
              << recipe.quality *
                     (1 + 3 / std::sqrt(static_cast<double>(i)) + 0.05 * noise(recipe.seed, i));
    }
    metrics << "}\n";
    if (i % 20 == 0) {
      metrics << R"({"step":)" << 10 * i << R"(,"checkpoint":{},"images":{"network":)" << 640 * i
              << "}}\n";
    }
    timing << R"({"step":)" << 10 * i << R"(,"step_seconds":)"
           << 0.02 + 0.001 * recipe.quality + 0.001 * noise(recipe.seed, -i) << "}\n";
  }
  std::ofstream(RunPaths{path}.metrics()) << metrics.str();
  std::ofstream(RunPaths{path}.timing()) << timing.str();
  for (const std::string kind : {"", "reconstructions"}) {
    Image image = ramp(recipe.image_size, recipe.image_size, 3);
    for (size_t i = 0; i < image.pixels.size(); ++i) {
      image.pixels[i] = static_cast<uint8_t>(mix_bits(i + static_cast<size_t>(recipe.seed)));
    }
    write_png(grid_path(RunPaths{path}.samples(), steps, kind), image);
  }
  if (recipe.end == "done") write_record(path, illustrated_record(recipe, steps));
}

}  // namespace tandem::testing_support
