// How the directory of a run is made, and whether a directory is one.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "framework/runs/run_manifest.h"
#include "framework/runs/run_paths.h"

namespace tandem {

/// Throws ConfigError when `root` has more in it than locks and what an interrupted making of a run
/// leaves, FileError when it could not be made or written to. Creates nothing.
void check_new_run_directory(const std::filesystem::path& root);

/// Makes the directory, so that it can be locked, and nothing in it. Throws as
/// check_new_run_directory does.
void make_run_root(const std::filesystem::path& root);

/// What a new run is made of.
struct NewRun {
  std::string yaml;  // its resolved configuration
  std::vector<std::string> overrides;
  std::optional<ParentCheckpoint> parent = std::nullopt;
};

/// Makes everything in a directory that this process has locked, anew where that was interrupted:
/// folders, `overrides.txt`, a manifest that names the parent's checkpoint, its copy, and last
/// `config.yaml`: then it is a run. Throws as check_new_run_directory and copy_checkpoint do.
void create_run_directory(const std::filesystem::path& root, const NewRun& run);

/// Whether there is the configuration of a run in a directory. Throws FileError where that cannot
/// be told.
bool holds_run(const std::filesystem::path& root);

/// Throws ConfigError when `root` is not the directory of a run, or when there is a link in it:
/// what is cut back, replaced or removed there is never anything else.
void check_is_run(const std::filesystem::path& root);

/// Makes the folders of a run that are not there. Throws FileError.
void make_folders(const std::filesystem::path& root);

/// Removes the status files of an earlier job. Throws FileError.
void clear_status(const std::filesystem::path& root);

}  // namespace tandem
