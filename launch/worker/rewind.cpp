#include "launch/worker/rewind.h"

#include <cstdio>

#include "framework/core/files.h"
#include "framework/core/log.h"
#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/json_lines.h"
#include "framework/runs/run_manifest.h"
#include "framework/runs/run_paths.h"
#include "framework/runs/sample_grids.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

bool is_there(const fs::path& path) { return status_of(path).type() != fs::file_type::not_found; }

void move_into(const fs::path& path, const fs::path& directory) {
  make_directories(directory);
  if (::rename(path.c_str(), (directory / path.filename()).c_str()) != 0) {
    throw_file_error("cannot be moved to " + directory.string(), path);
  }
}

/// Checkpoints last, the newest first of these: one that is still there is where a resume starts
/// again when this was interrupted.
void move_behind(const RunPaths& run, int64_t step, const fs::path& behind) {
  make_directories(behind);
  for (const fs::path& lines : {run.metrics(), run.timing()}) {
    if (is_there(lines)) replace_file(behind / lines.filename(), read_file(lines));
  }
  for (const fs::path& folder : {run.samples(), run.evaluations()}) {
    for (const fs::path& later : files_after(folder, step)) {
      move_into(later, behind / folder.filename());
    }
  }
  const auto steps = steps_in(run.checkpoints());
  for (auto later = steps.rbegin(); later != steps.rend() && *later > step; ++later) {
    move_into(run.checkpoints() / step_name(*later), behind / run.checkpoints().filename());
  }
  sync_directory(behind);
  log_warning("everything after step " + std::to_string(step) + " is now in " + behind.string());
}

/// Whether the last start came to an end behind a step. What was measured and drawn there on
/// request is not written again, also where its checkpoints were removed.
bool had_ended_behind(const RunPaths& run, int64_t step) {
  const RunManifest manifest(run.root);
  if (!manifest.was_started()) return false;
  const auto& end = manifest.starts().back().end;
  return end && end->step > step;
}

}  // namespace

std::optional<fs::path> behind_directory(const RunPaths& run, int64_t step) {
  const auto steps = steps_in(run.checkpoints());
  // Without a checkpoint its lines are all that is left of what it did.
  const bool begins_anew =
      step == 0 && is_there(run.metrics()) && !read_file(run.metrics()).empty();
  const bool has_later = !steps.empty() && steps.back() > step;
  if (!begins_anew && !has_later && !had_ended_behind(run, step)) return std::nullopt;
  return unused_path(run.behind(step));
}

void rewind_run(const RunPaths& run, int64_t step) {
  // Kept before it is cut: an interruption in between loses nothing.
  if (const auto behind = behind_directory(run, step)) move_behind(run, step, *behind);
  truncate_json_lines_after(run.metrics(), step);
  truncate_json_lines_after(run.timing(), step);
  for (const fs::path& folder : {run.samples(), run.evaluations()}) {
    for (const fs::path& later : files_after(folder, step)) remove_tree(later);
  }
}

}  // namespace tandem
