// Writes a data set: beside the target, verified, and only then under its name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "framework/data/storage/data_description.h"
#include "framework/data/storage/data_set_file.h"

namespace tandem {

struct DataSetWriterOptions {
  std::filesystem::path path;
  bool replace = false;   // an existing file is replaced once the new one is verified
  int deflate_level = 0;  // 0 (none) to 9
  std::function<void()> between_chunks = [] {};  // while writing and verifying; may throw
};

/// Rows are appended group by group. Until finish() returns there is no file of the final name, or
/// still the old one; without finish() nothing is left.
class DataSetWriter {
 public:
  /// The description's fields are those of every group. Throws UsageError when the file exists and
  /// is not to be replaced, FileError when it cannot be created.
  DataSetWriter(const DataSetWriterOptions& options, const DataSetOrigin& origin,
                const std::vector<FieldDescription>& fields);
  ~DataSetWriter();
  DataSetWriter(const DataSetWriter&) = delete;
  DataSetWriter& operator=(const DataSetWriter&) = delete;

  /// Begins the group `name`, which gets exactly `num_rows` > 0 rows.
  void begin_group(const std::string& name, int64_t num_rows);
  /// Room for the next row, one pointer per field, to be filled before the next call. The memory is
  /// that of a chunk, so that a row is written once.
  std::span<std::byte* const> next_row();
  /// Closes, reads everything back against the digests, fsyncs and renames. Throws FileError, and
  /// UsageError when a file has appeared that is not to be replaced.
  void finish();

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

/// Rows of a chunk for a group of this many rows, the largest field having `bytes` bytes a row: a
/// chunk holds 256 KiB to 1 MiB of that field, more where the group is larger.
int64_t rows_per_chunk(int64_t num_rows, int64_t bytes);

/// Reads every row and compares with the digests stored. Throws DataError naming the field.
void verify_data_set(
    const std::filesystem::path& path, const std::function<void()>& between_chunks = [] {});

}  // namespace tandem
