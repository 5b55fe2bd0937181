// manifest.json of a run: where its results come from. Written by rank 0.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "framework/device/rank_places.h"
#include "framework/training/run_configuration.h"

namespace tandem {

struct RunFacts {
  const RunConfiguration& configuration;
  std::string data_digests;
  std::string judge;  // what evaluation.classifier is; empty: none
  std::string numerics;
  std::vector<std::pair<std::string, std::string>> device_versions;
  std::vector<RankPlace> places;  // of the ranks
  int64_t parent_step = 0;        // of the checkpoint that this start continues; 0: none
};

/// One entry per start of the run, with how it ended.
class RunManifest {
 public:
  /// Only the process that `writes` does.
  RunManifest(const std::filesystem::path& directory, bool writes);

  /// Appends an entry. Throws CheckpointError when the run was trained on other data, or judged by
  /// another classifier, before.
  void start(const RunFacts& facts);
  /// Completes the entry.
  void finish(const std::string& end, int64_t step);

 private:
  std::filesystem::path path_;
  bool writes_;
  nlohmann::ordered_json content_ = nlohmann::ordered_json::object();
};

}  // namespace tandem
