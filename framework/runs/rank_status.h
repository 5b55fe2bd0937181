// What a rank says about itself in status/rank-N.json: written by the rank, read by `tandem`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tandem {

/// A rank writes its first status after its signal handlers are installed.
struct RankStatus {
  /// starting, training, saving: at work; done, stopped, diverged, failed: ended as planned.
  std::string state = "starting";
  int rank = 0;
  std::string host;
  int64_t pid = 0;
  int64_t step = 0;
  int64_t steps = 0;
  double samples_per_second = 0.0;
  std::string message;
  int exit_code = 0;
  std::map<std::string, double> terms;
  /// Paths worth naming at the end.
  std::vector<std::string> files;
  /// The step that a resumed run would start from, if there is a checkpoint.
  std::optional<int64_t> resumable_step;

  bool is_final() const;
};

/// Replaces the status file whole. Throws FileError.
void write_rank_status(const std::filesystem::path& path, const RankStatus& status);

/// The status in the file, or nothing when there is none that can be read.
std::optional<RankStatus> read_rank_status(const std::filesystem::path& path);

}  // namespace tandem
