#include "framework/runs/checkpoint_writer.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <optional>
#include <system_error>
#include <utility>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/log.h"
#include "framework/core/plain_name.h"
#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/run_paths.h"

namespace tandem {

namespace fs = std::filesystem;

CheckpointWriter::CheckpointWriter(fs::path directory, int64_t step)
    : directory_(std::move(directory)), aside_(aside_path(directory_, step_name(step))) {
  manifest_.step = step;
  std::error_code error;
  fs::create_directories(directory_, error);
  if (error) {
    throw FileError({.what = "cannot make the directory (" + error.message() + ")",
                     .where = directory_,
                     .advice = "Choose a run directory that you may write to."});
  }
  // A process with this pid, as in another container, may have left the very directory that is
  // made below.
  remove_stale(directory_);
  if (::mkdir(aside_.c_str(), 0755) != 0) throw_file_error("cannot make the directory", aside_);
}

CheckpointWriter::~CheckpointWriter() {
  // After a commit nothing is left here: the directory has got its final name.
  std::error_code error;
  fs::remove_all(aside_, error);
  if (error) log_error(aside_.string() + ": cannot remove it (" + error.message() + ")");
}

void CheckpointWriter::add(const std::string& name, std::string_view bytes,
                           const std::string& digest) {
  if (!is_plain_name(name) || name == kManifestName || manifest_.files.contains(name)) {
    throw CheckpointError({.what = "'" + name + "' is no name for a file of a checkpoint",
                           .where = directory_ / step_name(manifest_.step),
                           .expected = "letters, digits, '.', '-' and '_', once per checkpoint"});
  }
  write_file_synced(aside_ / name, bytes);
  manifest_.files[name] = {.num_bytes = bytes.size(),
                           .digest = digest.empty() ? digest_of(bytes) : digest};
}

void CheckpointWriter::commit(const std::function<void()>& may_commit) {
  // The manifest last: whatever it names is on the disk by then.
  write_file_synced(aside_ / kManifestName, to_json(manifest_));
  sync_directory(aside_);
  // Earlier checkpoints may be removed for this one, so it is read back before it counts.
  const std::string damage = damage_of(aside_, manifest_.step);
  if (!damage.empty()) {
    throw FileError({.what = "the checkpoint just written " + damage,
                     .where = aside_,
                     .advice = "Check this file system; earlier checkpoints are untouched."});
  }
  if (may_commit) may_commit();
  move_into_place();
  // The new name is durable only with the directory that has it.
  sync_directory(directory_);
}

void CheckpointWriter::move_into_place() const {
  const fs::path place = directory_ / step_name(manifest_.step);
  std::optional<fs::path> other;
  // A directory that is not empty cannot be renamed over, and nothing is removed unseen.
  if (status_of(place).type() != fs::file_type::not_found) {
    other = unused_path(directory_ / ("replaced-" + step_name(manifest_.step)));
    if (::rename(place.c_str(), other->c_str()) != 0) {
      throw_file_error("cannot move aside what is in the place of the checkpoint", place);
    }
    log_warning(place.string() + " was there already; it is kept as " + other->filename().string());
  }
  if (::rename(aside_.c_str(), place.c_str()) == 0) return;
  // To put back what was there must not change the reason that is given.
  const int error = errno;
  if (other && ::rename(other->c_str(), place.c_str()) != 0) {
    log_error(place.string() + ": what was there is now " + other->string());
  }
  errno = error;
  throw_file_error("cannot rename the checkpoint into its place", place);
}

std::string copy_checkpoint(const fs::path& from, int64_t step, const fs::path& to) {
  check_checkpoint(from, step);
  const fs::path source = from / step_name(step);
  const CheckpointManifest manifest = read_manifest(source);
  CheckpointWriter writer(to, step);
  // Digests are taken anew of the bytes that are written, so that equal manifests below mean
  // equal bytes.
  for (const auto& [name, file] : manifest.files) writer.add(name, read_file(source / name));
  writer.commit();
  const std::string copied = to_json(read_manifest(to / step_name(step)));
  if (copied != to_json(manifest)) {
    throw CheckpointError({.what = "the checkpoint changed while it was copied", .where = source});
  }
  return digest_of(copied);
}

}  // namespace tandem
