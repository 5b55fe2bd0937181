// manifest.json of a run: where its results come from, and every start of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/named_values.h"

namespace tandem {

/// A checkpoint of another run, from whose state a new one branches off.
struct ParentCheckpoint {
  std::filesystem::path run;
  int64_t step = 0;
};

/// What a run is, as its last start found it.
struct RunFacts {
  std::string name;
  int64_t seed = 0;
  std::string config_digest;
  NamedTexts options;
  std::string data_digests;
  std::string networks;  // feature network and classifier that measure; empty: none
  std::string reduction;
  bool rank_count_invariant = true;  // whether any number of ranks gives the same bits
};

/// One start of a run, by one job.
struct RunStart {
  std::vector<std::string> hosts;    // by rank
  std::vector<std::string> devices;  // by rank
  std::string numerics;              // what the bits depend on besides options and data
  NamedTexts versions;
  int64_t start_step = 0;  // of the checkpoint that it goes on from; 0: the beginning
  std::string cause = {};  // why it was begun again by itself; empty: it was not
};

/// How a start ended.
struct RunStartEnd {
  std::string utc;
  std::string state;  // "done", "stopped"
  int64_t step = 0;
};

/// A start as the manifest keeps it.
struct RecordedStart {
  std::string began_utc;
  RunStart start;
  NamedTexts changed = {};         // options that the start before had otherwise, as it had them
  std::optional<RunStartEnd> end;  // nothing: at work, diverged, failed or lost
};

/// What is known of a run before and after its starts. Any rank may ask; only rank 0 writes.
class RunManifest {
 public:
  /// Reads manifest.json of a run, where there is one. Throws CheckpointError for one that is
  /// damaged or of another version, FileError for one that cannot be read.
  explicit RunManifest(const std::filesystem::path& run);

  /// Whether the run was started before.
  bool was_started() const { return !starts_.empty(); }

  /// As the last start found them; all empty before the first.
  const RunFacts& facts() const { return facts_; }
  const std::vector<RecordedStart>& starts() const { return starts_; }
  /// The checkpoint that the run began with, where it branched off from another.
  std::optional<ParentCheckpoint> parent() const;

  /// Every option at the last start; `unstarted`, those of config.yaml, before the first.
  NamedTexts options(const NamedTexts& unstarted) const;

  /// Throws CheckpointError when the run was trained on other data than what lies at `data_paths`,
  /// or measured by other networks, before.
  void check(const std::string& data_digests, const std::string& networks,
             const std::string& data_paths) const;

  /// What results depend on, where it is not as at the last start, in a sentence; else empty.
  std::string numerics_change(const std::string& numerics) const;

  /// Appends a start, which begins now. A network that is not named now stays known. Throws
  /// FileError.
  void start(const RunFacts& facts, const RunStart& start);
  /// Completes the last start: "done", "stopped" at a step. Throws FileError.
  void finish(const std::string& end, int64_t step);
  /// Names the checkpoint that a new run begins with and the digest of its manifest. Throws
  /// FileError.
  void begin_branch(const ParentCheckpoint& parent, const std::string& checkpoint_digest);

 private:
  struct Branch {
    ParentCheckpoint parent;
    std::string checkpoint_digest;
  };

  void parse(const std::string& text);
  std::string text() const;

  std::filesystem::path path_;
  std::optional<Branch> branch_;
  RunFacts facts_;
  std::vector<RecordedStart> starts_;
};

}  // namespace tandem
