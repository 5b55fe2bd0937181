#include "framework/checkpoint/checkpoint_store.h"

#include <string>
#include <utility>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/log.h"
#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/checkpoint_writer.h"

namespace tandem {

CheckpointStore::CheckpointStore(std::filesystem::path directory, int64_t keep,
                                 std::function<void()> check_owner)
    : directory_(std::move(directory)), keep_(keep), check_owner_(std::move(check_owner)) {
  if (keep < 1) {
    throw ConfigError({.what = "too few checkpoints are kept",
                       .where = "checkpoint.keep",
                       .expected = "at least 1",
                       .got = std::to_string(keep)});
  }
}

void CheckpointStore::save(const SealedCheckpoint& checkpoint) {
  const int64_t step = checkpoint.manifest.step;
  try {
    write(checkpoint);
  } catch (const FileError&) {
    // A job that has taken the run over removes what this one has under way.
    check_owner();
    throw;
  }
  verified_.insert(step);
  rotate_checkpoints(directory_, keep_, checkpoint.best_step, &verified_);
}

void CheckpointStore::write(const SealedCheckpoint& checkpoint) const {
  CheckpointWriter writer(directory_, checkpoint.manifest.step);
  for (const auto& [name, bytes] : checkpoint.files) {
    writer.add(name, bytes, checkpoint.manifest.files.at(name).digest);
  }
  writer.commit(check_owner_);
}

std::optional<int64_t> CheckpointStore::latest() const { return latest_checkpoint(directory_); }

CheckpointContents CheckpointStore::load(int64_t step) {
  const std::filesystem::path place = directory_of(step);
  // Digests first: what is parsed below is what was written.
  std::map<std::string, std::string> files;
  check_checkpoint(directory_, step, [&files](const std::filesystem::path& file) {
    std::string& bytes = files[file.filename()];
    bytes = read_file(file);
    return digest_of(bytes);
  });
  verified_.insert(step);
  return contents_of_files(std::move(files), place);
}

std::optional<BestCheckpoint> CheckpointStore::checked_best(std::optional<BestCheckpoint> best) {
  if (!best) return best;
  // Of one whose bytes were compared before, presence and lengths are looked at only.
  const bool is_verified = verified_.contains(best->step);
  const CheckpointCondition condition = checkpoint_condition(
      directory_, best->step, is_verified ? FileDigest(believe_digest) : digest_of_file);
  if (condition.kind == CheckpointCondition::Kind::kSound) verified_.insert(best->step);
  // One that cannot be read now may be sound later, and stays the best.
  const bool is_lost = condition.kind == CheckpointCondition::Kind::kDamaged;
  if (!condition.text.empty()) {
    log_warning("the best checkpoint, of step " + std::to_string(best->step) + ", " +
                condition.text + (is_lost ? "; the best is sought anew" : ""));
  }
  if (is_lost) best.reset();
  return best;
}

std::filesystem::path CheckpointStore::directory_of(int64_t step) const {
  return directory_ / step_name(step);
}

}  // namespace tandem
