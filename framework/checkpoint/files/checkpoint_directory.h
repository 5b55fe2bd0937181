// The directory that holds the checkpoints of a run, `step-00001000` each: which there are, which
// is the newest sound one, which may go. Called by the checkpoint store and `tandem inspect`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

/// "step-00001000", more digits where needed: how steps are written in names of files and
/// directories.
std::string step_name(int64_t step);

/// The step of such a name, none for any other name.
std::optional<int64_t> step_of_name(std::string_view name);

/// Steps of all checkpoints, sound or not, ascending; none when the directory does not exist.
/// Throws FileError when it cannot be read.
std::vector<int64_t> steps_in(const std::filesystem::path& directory);

/// Newest step whose checkpoint is sound; broken newer ones are named in the log, with what is
/// wrong, and passed over. Throws FileError when the directory cannot be read.
std::optional<int64_t> latest_checkpoint(const std::filesystem::path& directory);

/// Removes a file or directory with all it holds, if it is there. Throws FileError.
void remove_tree(const std::filesystem::path& path);

/// Removes the checkpoint of a step; other processes see it whole or not at all. Throws FileError.
void remove_checkpoint(const std::filesystem::path& directory, int64_t step);

/// Removes what is older than the `keep` newest sound checkpoints, but never the one of step
/// `spared`; a broken one does not count as kept. Throws FileError.
void rotate_checkpoints(const std::filesystem::path& directory, int64_t keep,
                        std::optional<int64_t> spared = std::nullopt);

/// Removes what unfinished saves and removals left. For the only process that saves here.
void remove_stale(const std::filesystem::path& directory);

/// A name beside the checkpoints that no reader takes for one: `.tmp-<name>-<pid>`.
std::filesystem::path aside_path(const std::filesystem::path& directory, const std::string& name);

}  // namespace tandem
