#include "launch/run_directory.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "framework/core/error.h"
#include "framework/core/files.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::string& what, const std::string& cause) {
  throw FileError({.what = what + " (" + cause + ")",
                   .where = path,
                   .expected = "a directory that you may write to",
                   .advice = "Choose another with --run DIR."});
}

}  // namespace

fs::path RunPaths::rank_log(int rank) const {
  return logs() / ("rank-" + std::to_string(rank) + ".log");
}

fs::path RunPaths::rank_status(int rank) const {
  return status_directory() / ("rank-" + std::to_string(rank) + ".json");
}

void check_new_run_directory(const fs::path& root) {
  std::error_code error;
  const fs::file_status status = fs::status(root, error);
  if (fs::exists(status)) {
    const bool is_directory = fs::is_directory(status);
    if (is_directory && !fs::is_empty(root, error) && !error) {
      const bool is_run = fs::exists(RunPaths{root}.config(), error);
      throw ConfigError({.what = "the run directory is not empty",
                         .where = root,
                         .expected = "a new or an empty directory",
                         .got = is_run ? "an earlier run" : "a directory with other files",
                         .advice = std::string(is_run ? "Continue it with `tandem resume " +
                                                            root.string() + "`, or choose"
                                                      : "Choose") +
                                   " another with --run DIR or name=…"});
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

void create_run_directory(const fs::path& root, const std::string& resolved_yaml,
                          const std::vector<std::string>& overrides) {
  check_new_run_directory(root);
  const RunPaths paths{root};
  for (const fs::path& folder :
       {paths.logs(), paths.samples(), paths.checkpoints(), paths.status_directory()}) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) fail(folder, "cannot be created", error.message());
  }
  std::string lines;
  for (const std::string& override_text : overrides) lines += override_text + "\n";
  replace_file(paths.overrides(), lines);
  replace_file(paths.config(), resolved_yaml);
}

void check_is_run(const fs::path& root) {
  std::error_code error;
  if (fs::is_regular_file(RunPaths{root}.config(), error)) return;
  throw ConfigError({.what = "not the directory of a run",
                     .where = root,
                     .expected = "a directory with config.yaml, made by `tandem train`",
                     .got = fs::exists(root, error) ? "none in it" : "nothing there",
                     .advice = "Name a directory like runs/NAME."});
}

void clear_status(const fs::path& root) {
  std::error_code error;
  const fs::path folder = RunPaths{root}.status_directory();
  fs::create_directories(folder, error);
  if (error) fail(folder, "cannot be created", error.message());
  for (const auto& entry : fs::directory_iterator(folder, error)) fs::remove(entry.path(), error);
  if (error) fail(folder, "cannot be emptied", error.message());
}

}  // namespace tandem
