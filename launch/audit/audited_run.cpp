#include "launch/audit/audited_run.h"

#include <algorithm>
#include <utility>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/seed.h"
#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/checkpoint_manifest.h"
#include "framework/runs/run_directory.h"

namespace tandem {
namespace {

std::map<int64_t, CheckpointRecord> records_in(const std::vector<JsonLine>& lines,
                                               const std::filesystem::path& path) {
  std::map<int64_t, CheckpointRecord> records;
  for (const JsonLine& line : lines) {
    if (auto record = record_in(line, path)) records[line.step] = std::move(*record);
  }
  return records;
}

using FileDigests = std::map<std::string, std::string>;  // by file

/// The checkpoints by their steps, all of them sound, with the digests of their files.
std::map<int64_t, FileDigests> sound_checkpoints(const std::filesystem::path& directory) {
  std::map<int64_t, FileDigests> sound;
  std::vector<std::string> damaged;
  for (const int64_t step : steps_in(directory)) {
    const std::filesystem::path place = directory / step_name(step);
    const auto is_gone = [&] {
      return status_of(place).type() == std::filesystem::file_type::not_found;
    };
    FileDigests digests;
    std::string damage;
    try {
      damage = damage_of(place, step, [&](const std::filesystem::path& file) {
        return digests[file.filename()] = digest_of_file(file);
      });
    } catch (const FileError&) {
      if (!is_gone()) throw;
    }
    // A job at work removes old ones, also while they are read.
    if (is_gone()) continue;
    if (damage.empty()) sound[step] = std::move(digests);
    if (!damage.empty()) damaged.push_back("checkpoint " + step_name(step) + " " + damage);
  }
  if (damaged.empty()) return sound;
  throw CheckpointError({.what = "the run has checkpoints that do not match their manifests",
                         .where = directory,
                         .advice = "`tandem resume` passes them over. Without them, moved aside, "
                                   "the run can be audited.",
                         .items = damaged});
}

const std::filesystem::path& checked_run(const std::filesystem::path& root) {
  check_is_run(root);
  return root;
}

}  // namespace

std::vector<Stretch> stretches_between(int64_t first, const std::vector<int64_t>& steps) {
  std::vector<Stretch> stretches;
  int64_t begin = first;
  for (const int64_t step : steps) {
    if (step <= begin) continue;
    stretches.push_back({begin, step});
    begin = step;
  }
  return stretches;
}

AuditedRun::AuditedRun(const std::filesystem::path& root)
    : paths_{checked_run(root)},
      manifest_(root),
      lines_(read_json_lines(paths_.metrics())),
      records_(records_in(lines_, paths_.metrics())) {
  if (!manifest_.was_started()) {
    throw CheckpointError({.what = "the run has no manifest: it cannot be told how it was trained",
                           .where = paths_.manifest(),
                           .advice = "Put a copy in its place, or train the run first."});
  }
  for (const auto& [step, digests] : sound_checkpoints(paths_.checkpoints())) {
    const auto record = records_.find(step);
    // No line tells of a checkpoint that a request to stop has saved.
    const bool is_trusted = record == records_.end() || digests == record->second.digests;
    (is_trusted ? trusted_ : contradicted_).insert(step);
  }
}

int64_t AuditedRun::beginning() const {
  const auto parent = manifest_.parent();
  return parent ? parent->step : 0;
}

std::vector<Stretch> AuditedRun::stretches() const {
  std::vector<int64_t> steps;
  for (const auto& [step, record] : records_) steps.push_back(step);
  int64_t first = beginning();
  // Training again would give lines about checkpoints that the run has none of.
  const auto behind = trusted_.lower_bound(steps.empty() ? 0 : steps.front());
  if (behind != trusted_.begin()) first = std::max(first, *std::prev(behind));
  std::vector<Stretch> stretches = stretches_between(first, steps);
  if (!stretches.empty()) return stretches;
  throw CheckpointError(
      {.what = "no digest of a checkpoint is known, so that nothing can be audited",
       .where = paths_.metrics(),
       .expected = "a line about a checkpoint that the run saved",
       .advice = "Runs of earlier versions have none; those of this version have "
                 "one every `checkpoint.every` steps."});
}

std::vector<Stretch> AuditedRun::contradicted() const {
  std::vector<Stretch> found = stretches();
  std::erase_if(found, [&](const Stretch& each) { return !contradicted_.contains(each.end); });
  return found;
}

int64_t AuditedRun::start_of(const Stretch& stretch) const {
  const auto behind = trusted_.upper_bound(stretch.begin);
  if (behind != trusted_.begin()) return *std::prev(behind);
  const auto parent = manifest_.parent();
  if (!parent) return 0;
  throw CheckpointError(
      {.what = "the stretch that begins at step " + std::to_string(stretch.begin) +
               " cannot be trained again: the run began with a checkpoint of another run, and has "
               "none left of that step or an earlier one",
       .where = paths_.checkpoints(),
       .advice = "Copy " + step_name(parent->step) + " of " + parent->run.string() +
                 " there, or audit that run."});
}

std::vector<Stretch> draw_stretches(std::vector<Stretch> stretches, int64_t count, uint64_t seed) {
  shuffle(stretches, mix_bits(seed));
  stretches.resize(std::min(stretches.size(), static_cast<size_t>(count)));
  std::ranges::sort(stretches, {}, &Stretch::begin);
  return stretches;
}

}  // namespace tandem
