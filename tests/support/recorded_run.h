// Runs that were never trained: a directory with the files of one, as a test wants them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "framework/core/digest.h"
#include "framework/core/files.h"
#include "framework/runs/evaluation_record.h"
#include "framework/runs/rank_status.h"
#include "framework/runs/run_directory.h"
#include "framework/runs/run_manifest.h"

namespace tandem::testing_support {

/// What tells the runs of a test from each other.
struct RunRecipe {
  std::string family = "vae";
  int64_t seed = 1;
  std::string beta = "4.0";
  std::string data = "images 0123456789abcdef ";  // its digests
  std::string split = "test";                     // that it is evaluated on
  std::string end = "done";                       // "diverged" has a status and no end
  int64_t step = 100;                             // where it ended
  std::vector<std::string> devices = {"cpu, on here", "cpu, on here"};
};

inline void make_run(const std::filesystem::path& path, const RunRecipe& recipe = {}) {
  const std::string seed = std::to_string(recipe.seed);
  create_run_directory(
      path, {.yaml = "name: x\nseed: " + seed +
                     "\nsteps: 100\nnumerics:\n  threads: 3\nmodel:\n  family: " + recipe.family +
                     "\n  beta: " + recipe.beta +
                     "\n  widths: [1, 2]\nevaluation:\n  split: " + recipe.split + "\nphases: []\n",
             .overrides = {}});
  RunManifest manifest(path);
  RunFacts facts;
  facts.name = "x";
  facts.config_digest = digest_of(read_file(RunPaths{path}.config()));
  facts.seed = recipe.seed;
  facts.data_digests = recipe.data;
  RunStart start;
  start.hosts.assign(recipe.devices.size(), "here");
  start.devices = recipe.devices;
  start.numerics = "exact";
  manifest.start(facts, start);
  if (recipe.end != "diverged") return manifest.finish(recipe.end, recipe.step);
  RankStatus diverged;
  diverged.state = RankState::kDiverged;
  diverged.step = recipe.step;
  diverged.message = "the loss is not finite";
  write_rank_status(RunPaths{path}.rank_status(0), diverged);
}

/// A record of the values `fid`, of which lower ones are better, and `coverage`.
inline EvaluationRecord record_of(int64_t step, double fid, const std::string& samples = "2000") {
  return {.metric = "fidelity",
          .part = "",
          .step = step,
          .weights = "00ff",
          .stamp = {{"metric", "fidelity"}, {"split", "test"}, {"samples", samples}},
          .values = {{.name = "fid",
                      .unit = "",
                      .direction = "lower",
                      .sentence = "the distance",
                      .value = fid,
                      .floor = 0.5,
                      .real = 0.75},
                     {.name = "coverage",
                      .unit = "",
                      .direction = "higher",
                      .sentence = "the share",
                      .value = 1 / (1 + fid),
                      .ceiling = 1.0}}};
}

/// Appends a line to a file of the run.
inline void append_line(const std::filesystem::path& path, const std::string& line) {
  std::ofstream(path, std::ios::app) << line << "\n";
}

}  // namespace tandem::testing_support
