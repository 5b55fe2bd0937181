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

/// One entry per start of the run, with how it ended. Any rank may ask; only rank 0 writes.
class RunManifest {
 public:
  /// Reads manifest.json of a run, where there is one. Throws CheckpointError for one that is
  /// damaged or of another version, FileError for one that cannot be read.
  explicit RunManifest(const std::filesystem::path& directory);

  /// Whether the run was started before.
  bool was_started() const { return content_.contains("starts"); }

  /// Every option at the last start, as flatten gives them; those of config.yaml, `written`, before
  /// the first.
  std::vector<std::pair<std::string, std::string>> options(const OptionSection& written) const;

  /// Throws CheckpointError when the run was trained on other data, or judged by another
  /// classifier, before.
  void check(const RunConfiguration& configuration, const std::string& data_digests,
             const std::string& judge) const;

  /// What results depend on, where it is not as at the last start, in a sentence; else empty.
  std::string numerics_change(const std::string& numerics) const;

  /// Appends an entry. Throws FileError.
  void start(const RunFacts& facts);
  /// Completes the entry. Throws FileError.
  void finish(const std::string& end, int64_t step);

 private:
  void write() const;

  std::filesystem::path path_;
  nlohmann::ordered_json content_ = nlohmann::ordered_json::object();
};

}  // namespace tandem
