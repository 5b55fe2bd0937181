// The journal of a sweep: one JSON object per line, as Optuna's JournalStorage has it, so that its
// tools read it as it lies. It is all that a sweep remembers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace tandem {

/// A journal that others may append to as well: Optuna's dashboard writes its notes into it. Its
/// lock is Optuna's (a symbolic link beside the file).
class Journal {
 public:
  /// Opens the journal, or makes an empty one. Throws FileError, also for what is no regular file.
  explicit Journal(std::filesystem::path path);

  /// The records behind those that were read before, each once. A last line without its end is
  /// being written, or was torn: it is left for later. Throws DataError naming the line for one
  /// that is no JSON object with an op_code; nothing is then read. Throws FileError.
  std::vector<nlohmann::json> read();

  /// Appends records in one write, and makes them durable: under the lock, behind a cut of a torn
  /// last line. What others appended before is left for the next read. Throws FileError;
  /// DataError for a last line that has no end and is no torn record, and for a record of more than
  /// 16 MiB, which `read` would refuse: nothing is written then.
  void append(const std::vector<nlohmann::ordered_json>& records);

 private:
  std::vector<nlohmann::json> read_on();

  std::filesystem::path path_;
  uint64_t offset_ = 0;    // behind what was read
  int64_t num_lines_ = 0;  // read
};

}  // namespace tandem
