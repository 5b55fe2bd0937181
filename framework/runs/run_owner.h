// Tells two jobs apart that train one run on a file system whose locks keep nobody out.
#pragma once

#include <filesystem>
#include <string>

namespace tandem {

/// A job's claim on a run: the job that claimed it last has it.
class RunOwner {
 public:
  /// Claims the run. Throws FileError.
  explicit RunOwner(const std::filesystem::path& run);

  /// Throws ConfigError when another job has claimed the run since, naming host, pid and start of
  /// it; FileError when that cannot be told.
  void check() const;

 private:
  std::filesystem::path file_;
  std::string claim_;
};

}  // namespace tandem
