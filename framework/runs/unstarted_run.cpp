#include "framework/runs/unstarted_run.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/runs/rank_status.h"
#include "framework/runs/run_manifest.h"
#include "framework/runs/run_paths.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

/// What is in the directory of a run of which nothing was trained.
class UnstartedContent {
 public:
  UnstartedContent(const RunPaths& paths, const std::optional<ParentCheckpoint>& parent)
      : paths_(paths), parent_(parent) {}

  bool may_hold(const fs::path& path) const {
    switch (status_of(path).type()) {
      case fs::file_type::regular:
        return is_file_of_making(path);
      case fs::file_type::directory:
        return is_folder_without_training(path);
      default:
        return false;  // a link leads to something else
    }
  }

 private:
  bool is_file_of_making(const fs::path& path) const {
    const std::string name = path.filename().string();
    // A file, or what was to replace it.
    const fs::path whole = paths_.root / name.substr(0, name.find(kReplacementMark));
    if (whole == paths_.manifest()) return parent_.has_value() || whole != path;
    return whole == paths_.config() || whole == paths_.overrides() || path == paths_.rank_lock() ||
           path == paths_.launcher_lock();
  }

  bool is_folder_without_training(const fs::path& path) const {
    const std::vector<std::string> names = names_in(path);
    if (path == paths_.samples() || path == paths_.evaluations()) return names.empty();
    if (path == paths_.checkpoints()) {
      return std::ranges::all_of(names, [&](const std::string& name) {
        return parent_ && name == step_name(parent_->step);
      });
    }
    if (path == paths_.logs()) {
      return std::ranges::all_of(names, [&](const std::string& name) {
        return name.ends_with(".log") && is_file(path / name);
      });
    }
    return path == paths_.status_directory() && says_failure(names);
  }

  bool says_failure(const std::vector<std::string>& names) const {
    bool has_failed = names.empty();
    for (const std::string& name : names) {
      const fs::path path = paths_.status_directory() / name;
      const auto status = is_file(path) ? read_rank_status(path) : std::nullopt;
      if (!status) return false;
      if (status->state == RankState::kFailed) has_failed = true;
      // Of a rank that came to an end nothing but a failure comes before the first step.
      if (status->is_final() && status->state != RankState::kFailed) return false;
    }
    return has_failed;
  }

  static bool is_file(const fs::path& path) {
    return status_of(path).type() == fs::file_type::regular;
  }

  const RunPaths& paths_;
  const std::optional<ParentCheckpoint>& parent_;
};

}  // namespace

bool is_unstarted_run(const fs::path& root) {
  const RunPaths paths{root};
  if (status_of(paths.config()).type() != fs::file_type::regular) return false;
  std::optional<ParentCheckpoint> parent;
  try {
    const RunManifest manifest(root);
    if (manifest.was_started()) return false;
    parent = manifest.parent();
  } catch (const CheckpointError&) {
    return false;  // what was trained cannot be told
  }
  const UnstartedContent content(paths, parent);
  return std::ranges::all_of(
      names_in(root), [&](const std::string& name) { return content.may_hold(paths.root / name); });
}

}  // namespace tandem
