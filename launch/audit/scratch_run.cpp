#include "launch/audit/scratch_run.h"

#include <nlohmann/json.hpp>
#include <string>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/json.h"
#include "framework/core/log.h"
#include "framework/runs/best_checkpoint.h"
#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/checkpoint_manifest.h"
#include "framework/runs/checkpoint_writer.h"
#include "framework/runs/json_lines.h"
#include "framework/runs/run_manifest.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;

int64_t bytes_of_checkpoint(const fs::path& directory, int64_t step) {
  int64_t num_bytes = 0;
  for (const auto& [name, file] : read_manifest(directory / step_name(step)).files) {
    num_bytes += static_cast<int64_t>(file.num_bytes);
  }
  return num_bytes;
}

/// Throws FileError where the copy, a checkpoint that stays and one that is written do not fit.
void check_space(const RunPaths& run, const fs::path& scratch) {
  const std::vector<int64_t> steps = steps_in(run.checkpoints());
  if (steps.empty()) return;  // nothing tells how large they are
  const int64_t needed = 3 * bytes_of_checkpoint(run.checkpoints(), steps.back());
  const auto available = free_bytes(scratch);
  if (!available || *available >= needed) return;
  throw FileError({.what = "there is not enough space to train a part of the run again",
                   .where = scratch.parent_path(),
                   .expected = std::to_string(needed) + " bytes",
                   .got = free_bytes_text(*available),
                   .advice = "Name another directory with --scratch DIR."});
}

void copy_checkpoint_at(const RunPaths& run, int64_t step, const RunPaths& copy) {
  try {
    copy_checkpoint(run.checkpoints(), step, copy.checkpoints());
  } catch (const Error&) {
    const fs::path place = run.checkpoints() / step_name(step);
    if (status_of(place).type() != fs::file_type::not_found) throw;
    throw FileError({.what = "the checkpoint went away while it was copied",
                     .where = place,
                     .advice = "The run is being trained. Audit it again."});
  }
}

/// The step before this one at which a training that goes on from here finds its best checkpoint.
std::optional<int64_t> earlier_best(const RunPaths& copy, int64_t step) {
  const fs::path state_path = copy.checkpoints() / step_name(step) / kStateFile;
  nlohmann::json state = parse_json_object(read_file(state_path), state_path);
  const auto best = take_best(state);
  const auto parent = RunManifest(copy.root).parent();
  // A branch got one checkpoint of its parent, and no other.
  if (!best || best->step == step || (parent && best->step < parent->step)) return std::nullopt;
  return best->step;
}

}  // namespace

ScratchDirectory::ScratchDirectory(const fs::path& parent, bool keeps)
    : path_(make_unique_directory(parent / "tandem-audit-")), keeps_(keeps) {}

ScratchDirectory::~ScratchDirectory() {
  if (keeps_) return;
  std::error_code error;
  fs::remove_all(path_, error);
  if (error) log_error(path_.string() + ": cannot remove it (" + error.message() + ")");
}

bool copy_run_at(const RunPaths& run, int64_t step, const fs::path& scratch, EarlierBest best) {
  const RunPaths copy{scratch};
  check_space(run, scratch);
  std::error_code error;
  const bool is_made = fs::create_directory(scratch, error);
  if (error) {
    throw FileError({.what = "cannot make the directory (" + error.message() + ")",
                     .where = scratch,
                     .advice = "Name another place with --scratch."});
  }
  if (!is_made) {
    throw FileError({.what = "the directory is there already",
                     .where = scratch,
                     .advice = "Remove it, or name another place with --scratch."});
  }
  replace_file(copy.config(), read_file(run.config()));
  replace_file(copy.manifest(), read_file(run.manifest()));
  if (step == 0) return false;
  // No run goes on whose lines do not tell of its checkpoint.
  replace_file(copy.metrics(), read_file(run.metrics()));
  truncate_json_lines_after(copy.metrics(), step);
  copy_checkpoint_at(run, step, copy);
  const auto earlier = earlier_best(copy, step);
  if (!earlier || best == EarlierBest::kLost) return false;
  // A training forgets a best checkpoint that is not there. Its files are not needed here.
  CheckpointWriter(copy.checkpoints(), *earlier).commit();
  return true;
}

}  // namespace tandem
