#include "framework/runs/run_directory.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/checkpoint_manifest.h"
#include "framework/runs/checkpoint_writer.h"
#include "framework/runs/run_paths.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::string& what, const std::string& cause) {
  throw FileError({.what = what + " (" + cause + ")",
                   .where = path,
                   .expected = "a directory that you may write to",
                   .advice = "Choose another directory."});
}

void copy_parent(const ParentCheckpoint& parent, const RunPaths& paths) {
  const RunPaths from{fs::absolute(parent.run).lexically_normal()};
  const fs::path source = from.checkpoints() / step_name(parent.step);
  // Looks at names and lengths alone: copy_checkpoint compares the bytes.
  check_checkpoint(from.checkpoints(), parent.step, believe_digest);
  const std::string digest = digest_of(to_json(read_manifest(source)));
  // The manifest first: a checkpoint without it could be anybody's.
  RunManifest(paths.root).begin_branch({from.root, parent.step}, digest);
  if (copy_checkpoint(from.checkpoints(), parent.step, paths.checkpoints()) != digest) {
    throw CheckpointError({.what = "the checkpoint changed while the run was made",
                           .where = source,
                           .advice = "Make the run again."});
  }
}

/// The folders of a run.
std::array<fs::path, 5> folders_of(const RunPaths& paths) {
  return {paths.logs(), paths.samples(), paths.evaluations(), paths.checkpoints(),
          paths.status_directory()};
}

/// Whether this is what is left where the making of a run was interrupted: it has no configuration
/// yet, and nothing that was trained.
bool is_left_of_making(const RunPaths& paths, const fs::path& path) {
  const std::string name = path.filename().string();
  // A file, or what was to replace it.
  const std::string whole = name.substr(0, name.find(kReplacementMark));
  if (whole == paths.overrides().filename()) return true;
  // The configuration itself is written last: with it there is a run.
  if (name != whole && whole == paths.config().filename()) return true;
  // A run that branches off gets its manifest and its checkpoint before the configuration.
  const auto is_branch = [&] {
    try {
      const RunManifest manifest(paths.root);
      return manifest.parent().has_value() && !manifest.was_started();
    } catch (const CheckpointError&) {
      return false;  // somebody else's, or of a run that must not be removed
    }
  };
  if (whole == paths.manifest().filename()) return name != whole || is_branch();
  const auto folders = folders_of(paths);
  if (std::ranges::find(folders, path) == folders.end()) return false;
  return names_in(path).empty() || (path == paths.checkpoints() && is_branch());
}

/// What is in a directory but locks, which are taken before anything is made.
std::vector<fs::path> content_of(const RunPaths& paths) {
  std::vector<fs::path> content;
  for (const std::string& name : names_in(paths.root)) {
    const fs::path path = paths.root / name;
    if (path != paths.rank_lock() && path != paths.launcher_lock()) content.push_back(path);
  }
  return content;
}

/// Whether a run may be made in a directory.
bool is_unused(const RunPaths& paths) {
  return std::ranges::all_of(content_of(paths),
                             [&](const fs::path& path) { return is_left_of_making(paths, path); });
}

/// Throws ConfigError for a link anywhere below a directory.
void refuse_links(const fs::path& directory) {
  std::error_code error;
  fs::directory_iterator entries(directory, error);
  while (!error && entries != fs::directory_iterator()) {
    const fs::path& path = entries->path();
    if (entries->is_symlink(error)) {
      throw ConfigError({.what = "there is a link in the run directory",
                         .where = path,
                         .expected = "files and directories of the run's own",
                         .got = "a link to " + fs::read_symlink(path, error).string(),
                         .advice = "Put what it leads to in its place, or remove it."});
    }
    if (entries->is_directory(error)) refuse_links(path);
    entries.increment(error);
  }
  // A job at work renames its files; that it is there is said by the lock.
  if (error && error != std::errc::no_such_file_or_directory) {
    fail(directory, "cannot be read", error.message());
  }
}

}  // namespace

void check_new_run_directory(const fs::path& root) {
  std::error_code error;
  const fs::file_status status = fs::status(root, error);
  if (fs::exists(status)) {
    const bool is_directory = fs::is_directory(status);
    if (is_directory && !is_unused({root})) {
      const bool is_run = holds_run(root);
      throw ConfigError({.what = "the run directory is not empty",
                         .where = root,
                         .expected = "a new or an empty directory",
                         .got = is_run ? "an earlier run" : "a directory with other files",
                         .advice = is_run ? std::string("Resume it, choose another directory, or "
                                                        "remove it") +
                                                (names_in(RunPaths{root}.checkpoints()).empty()
                                                     ? ": it holds no checkpoint."
                                                     : ".")
                                          : "Choose another directory."});
    }
    if (!is_directory) fail(root, "cannot be the directory of a run", "it is a file");
  }
  // Where the first directory that is missing would be made.
  fs::path nearest = fs::absolute(root);
  while (!fs::exists(nearest, error) && nearest.has_parent_path() &&
         nearest != nearest.parent_path()) {
    nearest = nearest.parent_path();
  }
  if (::access(nearest.c_str(), W_OK | X_OK) != 0) {
    fail(nearest, "cannot be written to", std::strerror(errno));
  }
}

void make_run_root(const fs::path& root) {
  check_new_run_directory(root);
  std::error_code error;
  fs::create_directories(root, error);
  if (error) fail(root, "cannot be created", error.message());
}

void create_run_directory(const fs::path& root, const NewRun& run) {
  check_new_run_directory(root);
  const RunPaths paths{root};
  // All of it is of an attempt that was interrupted: anything else was refused above.
  for (const fs::path& left : content_of(paths)) remove_tree(left);
  make_folders(root);
  std::string lines;
  for (const std::string& override_text : run.overrides) lines += override_text + "\n";
  replace_file(paths.overrides(), lines);
  if (run.parent) copy_parent(*run.parent, paths);
  // This makes it a run: all else is there, and durable.
  replace_file(paths.config(), run.yaml);
}

bool holds_run(const fs::path& root) {
  return fs::is_regular_file(followed_status_of(RunPaths{root}.config()));
}

void check_is_run(const fs::path& root) {
  if (!holds_run(root)) {
    const std::string config = RunPaths{root}.config().filename();
    throw ConfigError({.what = "not the directory of a run",
                       .where = root,
                       .expected = "a directory with " + config + ", as training makes one",
                       .got = fs::exists(followed_status_of(root)) ? "none in it" : "nothing there",
                       .advice = "Name a directory like runs/NAME."});
  }
  refuse_links(root);
}

void make_folders(const fs::path& root) {
  const RunPaths paths{root};
  for (const fs::path& folder : folders_of(paths)) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) fail(folder, "cannot be created", error.message());
  }
}

void clear_status(const fs::path& root) {
  std::error_code error;
  const fs::path folder = RunPaths{root}.status_directory();
  for (const std::string& name : names_in(folder)) {
    fs::remove(folder / name, error);
    if (error) fail(folder / name, "cannot be removed", error.message());
  }
}

}  // namespace tandem
