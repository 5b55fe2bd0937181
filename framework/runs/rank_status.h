// What a rank says about itself, in a file that is replaced while it works.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/activity.h"
#include "framework/core/error.h"

namespace tandem {

/// The first two are at work; the others are final.
enum class RankState { kStarting, kTraining, kDone, kStopped, kDiverged, kFailed };

/// "starting", "done", …: as the file has it.
std::string to_string(RankState state);

/// How far a rank is, in the words of another one of its host.
struct RankBeat {
  int rank = 0;
  int64_t step = 0;
  int64_t operations = 0;
  std::string operation;
  int64_t beats = 0;
  int64_t peak_bytes = 0;

  bool operator==(const RankBeat&) const = default;
};

/// A rank writes its first status after its signal handlers are installed, and a last one; between
/// them the first rank of a host speaks for all ranks there.
struct RankStatus {
  RankState state = RankState::kStarting;
  int rank = 0;
  std::string host;
  int64_t pid = 0;
  std::string token;  // by which a launcher knows the start that wrote this; empty without one
  int64_t step = 0;
  int64_t steps = 0;
  int64_t operations = 0;    // collective ones that were begun
  std::string operation;     // the last of them: "sum", …; empty: not known
  int64_t beats = 0;         // grows while the rank is watched, whatever it does
  int64_t peak_bytes = 0;    // of memory that it has had at once; 0: not known
  int64_t memory_bytes = 0;  // that all processes of its host may have; 0: not known
  double samples_per_second = 0.0;
  std::string message;
  ExitCode exit_code = ExitCode::kDone;
  std::optional<Activity> activity;      // nothing: not known
  int64_t values_step = 0;               // of the report that the values are of
  std::map<std::string, double> values;  // terms of objectives, and what was measured
  /// Paths worth naming at the end.
  std::vector<std::string> files;
  /// The step that a resumed run would start from, if there is a checkpoint.
  std::optional<int64_t> resumable_step;
  /// The other ranks of the host.
  std::vector<RankBeat> neighbours;

  bool is_final() const { return state >= RankState::kDone; }
  bool operator==(const RankStatus&) const = default;
};

/// Replaces the status file whole. Throws FileError.
void write_rank_status(const std::filesystem::path& path, const RankStatus& status);

/// The status in the file, or nothing when there is none that can be read.
std::optional<RankStatus> read_rank_status(const std::filesystem::path& path);

}  // namespace tandem
