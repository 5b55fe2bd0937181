// A file open for reading, by calls that tell an error of reading from the end of the file: a short
// file and one that cannot be read mean different things.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "framework/core/descriptor.h"

namespace tandem {

class InputFile {
 public:
  /// Throws FileError when the file cannot be opened.
  explicit InputFile(std::filesystem::path path);

  /// Its length. Throws FileError.
  uint64_t num_bytes() const;

  /// Reads the next `count` bytes; returns how many there were, fewer only where the file ends.
  /// Throws FileError.
  size_t read(void* bytes, size_t count);

  /// The next byte to read is that of `position`. Throws FileError.
  void seek(uint64_t position);

 private:
  std::filesystem::path path_;
  Descriptor descriptor_;
};

}  // namespace tandem
