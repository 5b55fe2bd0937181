// The directory that holds the checkpoints of a run, `step-00001000` each: which there are, which
// is the newest sound one, which may go.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "framework/runs/checkpoint_manifest.h"
#include "framework/runs/run_paths.h"

namespace tandem {

/// Steps of all checkpoints, sound or not, ascending; none when the directory does not exist.
/// Throws FileError when it cannot be read.
std::vector<int64_t> steps_in(const std::filesystem::path& directory);

/// Whether a checkpoint can be used.
struct CheckpointCondition {
  enum class Kind { kSound, kDamaged, kUnreadable };
  Kind kind = Kind::kSound;
  std::string text = {};  // "is damaged: …", "cannot be read: …"; empty for a sound one
};

/// Reads the whole checkpoint of a step, unless `digest` looks at less. An error of reading,
/// whatever its kind, is no damage: the same files may be sound once they can be read.
CheckpointCondition checkpoint_condition(const std::filesystem::path& directory, int64_t step,
                                         const FileDigest& digest = digest_of_file);

/// Throws CheckpointError when the checkpoint of a step is damaged, or not there, listing those
/// that are; FileError when it cannot be read.
void check_checkpoint(const std::filesystem::path& directory, int64_t step,
                      const FileDigest& digest = digest_of_file);

/// The newest sound checkpoint, and the newer ones that were passed over.
struct FoundCheckpoint {
  std::optional<int64_t> step = std::nullopt;
  std::vector<std::string> warnings = {};  // which cannot be used, and why
};

/// Newest step whose checkpoint is sound, none where there is no checkpoint at all. Says nothing in
/// the log: it may be called where nobody waits for it any more, and the log may have ended. Throws
/// CheckpointError where there are checkpoints and none is sound, FileError where one of these, or
/// the directory, cannot be read.
FoundCheckpoint find_checkpoint(const std::filesystem::path& directory);

/// The step of the same, with the warnings in the log.
std::optional<int64_t> latest_checkpoint(const std::filesystem::path& directory);

/// The step of the newest checkpoint of a run by its name alone; 0 where there is none. Whether it
/// is whole is found out by whoever goes on from it. Throws FileError.
int64_t newest_checkpoint(const std::filesystem::path& run);

/// Newest step whose checkpoint seems to be sound by the lengths of its files: to read all bytes
/// would take long. None where there is none, or none can be seen.
std::optional<int64_t> believed_checkpoint(const std::filesystem::path& directory);

/// Removes a file or directory with all it holds, if it is there; of a link, the link. Throws
/// FileError.
void remove_tree(const std::filesystem::path& path);

/// Removes the checkpoint of a step; other processes see it whole or not at all. Throws FileError.
void remove_checkpoint(const std::filesystem::path& directory, int64_t step);

/// Removes what is older than the `keep` newest sound checkpoints, but never the one of step
/// `spared`. One that is not sound does not count as kept and is not removed: it becomes
/// `damaged-step-00001000` or `unreadable-step-00001000`. What cannot be removed stays, with a
/// warning. Of those in `verified`, whose digests were compared before, lengths are compared only;
/// others that are sound are added to it. Throws FileError when the directory cannot be read.
void rotate_checkpoints(const std::filesystem::path& directory, int64_t keep,
                        std::optional<int64_t> spared = std::nullopt,
                        std::set<int64_t>* verified = nullptr);

/// Removes what unfinished saves and removals left; what cannot be removed stays, with a warning.
/// For the only process that saves here.
void remove_stale(const std::filesystem::path& directory);

/// A name beside the checkpoints that no reader takes for one: `.tmp-<name>-<pid>`.
std::filesystem::path aside_path(const std::filesystem::path& directory, const std::string& name);

}  // namespace tandem
