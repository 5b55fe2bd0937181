#include "framework/runs/run_directory.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/runs/checkpoint_writer.h"

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
  const std::string digest = copy_checkpoint(from.checkpoints(), parent.step, paths.checkpoints());
  RunManifest(paths.root).begin_branch({from.root, parent.step}, digest);
}

/// Whether a directory is empty, but for locks: they are taken before anything is made.
bool is_unused(const fs::path& root, std::error_code& error) {
  const RunPaths paths{root};
  fs::directory_iterator entries(root, error);
  while (!error && entries != fs::directory_iterator()) {
    if (entries->path() != paths.rank_lock() && entries->path() != paths.launcher_lock()) {
      return false;
    }
    entries.increment(error);
  }
  return true;
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
    if (is_directory && !is_unused(root, error) && !error) {
      const bool is_run = holds_run(root);
      throw ConfigError({.what = "the run directory is not empty",
                         .where = root,
                         .expected = "a new or an empty directory",
                         .got = is_run ? "an earlier run" : "a directory with other files",
                         .advice = is_run ? "Continue it with `tandem resume " + root.string() +
                                                "`, or choose another directory."
                                          : "Choose another directory."});
    }
    if (!is_directory) fail(root, "cannot be the directory of a run", "it is a file");
    if (error) fail(root, "cannot be read", error.message());
  }
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
  make_folders(root);
  std::string lines;
  for (const std::string& override_text : run.overrides) lines += override_text + "\n";
  const RunPaths paths{root};
  replace_file(paths.overrides(), lines);
  if (run.parent) copy_parent(*run.parent, paths);
  replace_file(paths.config(), run.yaml);
}

bool holds_run(const fs::path& root) {
  std::error_code error;
  return fs::is_regular_file(RunPaths{root}.config(), error);
}

void check_is_run(const fs::path& root) {
  if (!holds_run(root)) {
    std::error_code error;
    const std::string config = RunPaths{root}.config().filename();
    throw ConfigError({.what = "not the directory of a run",
                       .where = root,
                       .expected = "a directory with " + config + ", made by `tandem train`",
                       .got = fs::exists(root, error) ? "none in it" : "nothing there",
                       .advice = "Name a directory like runs/NAME."});
  }
  refuse_links(root);
}

void make_folders(const fs::path& root) {
  const RunPaths paths{root};
  for (const fs::path& folder : {paths.logs(), paths.samples(), paths.evaluations(),
                                 paths.checkpoints(), paths.status_directory()}) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) fail(folder, "cannot be created", error.message());
  }
}

void clear_status(const fs::path& root) {
  std::error_code error;
  const fs::path folder = RunPaths{root}.status_directory();
  for (const auto& entry : fs::directory_iterator(folder, error)) fs::remove(entry.path(), error);
  if (error) fail(folder, "cannot be emptied", error.message());
}

}  // namespace tandem
