// A file that grows by whole pieces.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "framework/core/descriptor.h"

namespace tandem {

/// A file open for appending, by one writer. Nothing is buffered in the process.
class AppendFile {
 public:
  enum class Open { kExistingOrNew, kNew };

  /// Throws FileError; with kNew also when the file exists.
  AppendFile(std::filesystem::path path, Open mode);
  ~AppendFile();
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;

  /// Hands the bytes to the operating system. Throws FileError naming path, needed and free bytes;
  /// the file is then as it was before.
  void append(std::string_view bytes);

  /// Makes the bytes durable. Throws FileError.
  void sync();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  Descriptor descriptor_;
};

}  // namespace tandem
