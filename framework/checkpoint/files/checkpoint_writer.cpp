#include "framework/checkpoint/files/checkpoint_writer.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "framework/checkpoint/files/checkpoint_directory.h"
#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/log.h"

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
  remove_stale(directory_);
  if (::mkdir(aside_.c_str(), 0755) != 0) throw_file_error("cannot make the directory", aside_);
}

CheckpointWriter::~CheckpointWriter() {
  std::error_code error;
  fs::remove_all(aside_, error);
  if (error) log_error(aside_.string() + ": cannot remove it (" + error.message() + ")");
}

void CheckpointWriter::add(const std::string& name, std::string_view bytes) {
  if (!is_plain_name(name) || name == kManifestName || manifest_.files.contains(name)) {
    throw CheckpointError({.what = "'" + name + "' is no name for a file of a checkpoint",
                           .where = directory_ / step_name(manifest_.step),
                           .expected = "letters, digits, '.', '-' and '_', once per checkpoint"});
  }
  write_file_synced(aside_ / name, bytes);
  manifest_.files[name] = {.num_bytes = bytes.size(), .digest = digest_of(bytes)};
}

void CheckpointWriter::commit() {
  write_file_synced(aside_ / kManifestName, to_json(manifest_));
  sync_directory(aside_);
  const std::string damage = damage_of(aside_, manifest_.step);
  if (!damage.empty()) {
    throw FileError({.what = "the checkpoint just written " + damage,
                     .where = aside_,
                     .advice = "Check this file system; earlier checkpoints are untouched."});
  }
  move_into_place();
  sync_directory(directory_);
}

void CheckpointWriter::move_into_place() const {
  const fs::path place = directory_ / step_name(manifest_.step);
  if (::rename(aside_.c_str(), place.c_str()) == 0) return;
  if (errno != ENOTEMPTY && errno != EEXIST && errno != ENOTDIR) {
    throw_file_error("cannot rename the checkpoint into its place", place);
  }
  // Something of the same step is there. Swapped, so that one of the two is there at any time; what
  // is aside then goes with this object.
  if (::renameat2(AT_FDCWD, aside_.c_str(), AT_FDCWD, place.c_str(), RENAME_EXCHANGE) == 0) return;
  if (errno != EINVAL && errno != ENOSYS) {
    throw_file_error("cannot put the checkpoint in the place of the older one", place);
  }
  // File systems without an exchange (NFS): the older one steps aside first, and goes last.
  const fs::path older = aside_path(directory_, "older-" + step_name(manifest_.step));
  if (::rename(place.c_str(), older.c_str()) != 0) {
    throw_file_error("cannot move the older checkpoint aside", place);
  }
  if (::rename(aside_.c_str(), place.c_str()) != 0) {
    const int error = errno;
    const bool restored = ::rename(older.c_str(), place.c_str()) == 0;
    errno = error;
    throw_file_error(restored ? "cannot rename the checkpoint into its place"
                              : "cannot rename the checkpoint into its place, the older one is " +
                                    older.string(),
                     place);
  }
  remove_tree(older);
}

}  // namespace tandem
