#include "framework/checkpoint/checkpoint_store.h"

#include <utility>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/log.h"
#include "framework/core/strict_json.h"
#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/checkpoint_writer.h"
#include "framework/runs/run_paths.h"

namespace tandem {

CheckpointStore::CheckpointStore(std::filesystem::path directory, int64_t keep)
    : directory_(std::move(directory)), keep_(keep) {
  if (keep < 1) {
    throw ConfigError({.what = "too few checkpoints are kept",
                       .where = "checkpoint.keep",
                       .expected = "at least 1",
                       .got = std::to_string(keep)});
  }
}

void CheckpointStore::save(int64_t step, const CheckpointParts& parts,
                           const OnWritten& on_written) const {
  CheckpointWriter writer(directory_, step);
  for (const auto& [name, tensors] : parts.tensors) {
    writer.add(part_file(name),
               to_safetensors(tensors, {{"writer", "tandem"}, {"step", std::to_string(step)}}));
  }
  nlohmann::json state = parts.state;
  std::optional<int64_t> spared;
  if (parts.best) {
    spared = parts.best->step;
    put_best(*parts.best, state);
  }
  writer.add(kStateFile, state.dump(2) + "\n");
  if (on_written) on_written(writer.manifest());
  writer.commit();
  rotate_checkpoints(directory_, keep_, spared);
}

std::optional<int64_t> CheckpointStore::latest() const { return latest_checkpoint(directory_); }

CheckpointParts CheckpointStore::load(int64_t step) const {
  const std::filesystem::path place = directory_of(step);
  // Digests first: what is parsed below is what was written.
  check_checkpoint(directory_, step);
  CheckpointParts parts;
  parts.state = parse_json_object(read_file(place / kStateFile), place / kStateFile);
  parts.best = take_best(parts.state);
  if (parts.best) {
    const CheckpointCondition condition = condition_of(directory_, parts.best->step);
    const bool is_lost = condition.kind == CheckpointCondition::Kind::kDamaged;
    if (!condition.text.empty()) {
      log_warning("the best checkpoint, of step " + std::to_string(parts.best->step) + ", " +
                  condition.text + (is_lost ? "; the best is sought anew" : ""));
    }
    if (is_lost) parts.best.reset();
  }
  for (const auto& [name, file] : read_manifest(place).files) {
    if (const auto part = part_of_file(name)) parts.tensors[*part] = read_safetensors(place / name);
  }
  return parts;
}

std::filesystem::path CheckpointStore::directory_of(int64_t step) const {
  return directory_ / step_name(step);
}

}  // namespace tandem
