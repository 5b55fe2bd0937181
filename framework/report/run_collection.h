// Runs as comparisons and reports see them: read whole, once, from what lies in their directories.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "framework/runs/best_checkpoint.h"
#include "framework/runs/evaluation_record.h"
#include "framework/runs/report_lines.h"
#include "framework/runs/run_manifest.h"

namespace tandem {

/// How the last job of a run ended, as far as its files tell. One without an end is at work, or was
/// lost with its machine.
enum class RunEnd { kUnfinished, kDone, kStopped, kDiverged, kLost };

/// "done", "diverged", …
std::string to_string(RunEnd end);

struct CollectedRun {
  std::filesystem::path path;  // as it was named, or below what was named
  NamedTexts options;          // of its resolved configuration: dotted names, values as in YAML
  std::vector<std::string> overrides = {};  // as they were said on the command line
  /// Of a branch: a digest of the configuration that it goes on from, seed and the like aside, and
  /// the step, "1a2b3c4d@250"; empty where it began anew.
  std::string origin = {};
  RunManifest manifest;
  RunEnd end = RunEnd::kUnfinished;
  int64_t end_step = 0;          // the last step that is known of
  std::string end_message = {};  // why it diverged or was lost
  std::vector<EvaluationRecord> records = {};
  std::vector<ReportLine> metrics = {};
  std::vector<ReportLine> timing = {};
  std::optional<BestCheckpoint> best = std::nullopt;

  /// The value of an option; empty where the run has no such option.
  std::string option(const std::string& name) const;
  /// Throws DataError naming the configuration when it gives no whole number.
  int64_t number(const std::string& name) const;
  int64_t seed() const { return number("seed"); }
  std::string family() const { return option("model.family"); }
};

struct FoundRun {
  std::filesystem::path path;
  bool is_named = false;  // itself, and not only a directory above it
};

/// The directories of the runs that are named and, of directories that are none, of all below them,
/// each once. Links below a named directory are not followed; what is no run is passed over, as is
/// a folder that holds a configuration and nothing else of a run. Throws ConfigError where there is
/// none or a link in one.
std::vector<FoundRun> find_runs(const std::vector<std::filesystem::path>& named);

/// The runs of find_runs, by path. Throws, naming the file, also whatever its readers throw for
/// what is torn or was edited. Such a run below a named directory is left out, with a warning,
/// where others are sound.
std::vector<CollectedRun> collect_runs(const std::vector<std::filesystem::path>& named);

}  // namespace tandem
