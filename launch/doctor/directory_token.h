// Whether a directory of other machines is the one here: a file with a random name and content.
#pragma once

#include <filesystem>
#include <string>

namespace tandem {

/// The file is there while this lives.
class DirectoryToken {
 public:
  /// Makes the file in `directory`. Throws FileError where that cannot be done; then nothing is
  /// left of it.
  explicit DirectoryToken(const std::filesystem::path& directory);
  ~DirectoryToken();
  DirectoryToken(const DirectoryToken&) = delete;
  DirectoryToken& operator=(const DirectoryToken&) = delete;

  const std::filesystem::path& file() const { return file_; }
  const std::string& content() const { return content_; }

 private:
  std::string content_;
  std::filesystem::path file_;
};

}  // namespace tandem
