// Writes one checkpoint so that it is there whole or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "framework/runs/checkpoint_manifest.h"

namespace tandem {

/// A checkpoint under construction, in a directory aside that goes with this object unless it was
/// committed. Every function throws FileError naming path, needed and free bytes.
class CheckpointWriter {
 public:
  /// Removes what unfinished saves left in `directory`, which is made when it does not exist.
  CheckpointWriter(std::filesystem::path directory, int64_t step);
  ~CheckpointWriter();
  CheckpointWriter(const CheckpointWriter&) = delete;
  CheckpointWriter& operator=(const CheckpointWriter&) = delete;

  /// Writes and fsyncs one file. `digest`: of the bytes, where it is known. Throws CheckpointError
  /// when `name` is not plain or was used.
  void add(const std::string& name, std::string_view bytes, const std::string& digest = "");

  /// Writes the manifest, reads everything back, and puts the checkpoint in its place. What is
  /// there already, a checkpoint or anything else, is kept as `replaced-step-00001000`. The last
  /// thing before that is `may_commit`, which may throw. Throws FileError also when the bytes read
  /// differ.
  void commit(const std::function<void()>& may_commit = {});

 private:
  void move_into_place() const;

  std::filesystem::path directory_;
  std::filesystem::path aside_;
  CheckpointManifest manifest_;
};

/// Copies the checkpoint of a step into another directory, byte by byte. Returns the digest of its
/// manifest, which stands for every byte of it. Throws CheckpointError for one that is not there or
/// damaged, FileError when it cannot be read or written.
std::string copy_checkpoint(const std::filesystem::path& from, int64_t step,
                            const std::filesystem::path& to);

}  // namespace tandem
