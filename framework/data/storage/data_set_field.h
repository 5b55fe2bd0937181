// One field of one group of a data set file: checked when it is opened, read by rows or by chunks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "framework/core/digest.h"
#include "framework/data/storage/data_description.h"
#include "framework/data/storage/hdf5.h"

namespace tandem {

class DataSetField {
 public:
  /// Takes an open HDF5 data set. Throws DataError for everything a reader of untrusted files
  /// refuses: other layouts than chunks of whole rows, unknown filters, no checksums, external or
  /// virtual storage, missing chunks, wrong types, sizes that do not fit the file. Throws FileError
  /// when the file cannot be read.
  DataSetField(hdf5::Handle data_set, const std::filesystem::path& file, const std::string& group,
               const std::string& name);

  /// "file.h5, /test/labels"
  const std::string& where() const { return where_; }
  const FieldDescription& description() const { return description_; }
  int64_t num_rows() const { return num_rows_; }
  int64_t chunk_rows() const { return chunk_rows_; }
  int64_t row_bytes() const { return row_bytes_; }
  /// Bytes in the file, after compression.
  int64_t storage_bytes() const { return storage_bytes_; }
  /// "fletcher32" or "deflate 4, fletcher32".
  const std::string& filters() const { return filters_; }
  /// XXH3-128 over all rows in order, as it was when the file was written.
  const std::string& digest() const { return digest_; }
  /// Whether rows are compared with digests whenever they are read: not in files of earlier
  /// versions.
  bool has_chunk_digests() const { return !chunk_digests_.empty(); }
  int64_t num_chunks() const { return (num_rows_ + chunk_rows_ - 1) / chunk_rows_; }
  /// Rows of the chunk: chunk_rows() but for the last.
  int64_t rows_of_chunk(int64_t chunk) const;

  /// Reads all rows and compares them with digest(). Throws DataError when they are others,
  /// FileError when they cannot be read.
  void check_digest(const std::function<void()>& between_chunks = [] {}) const;
  /// Copies a chunk's rows to the beginning of `memory`, which holds rows_of_chunk(chunk) ·
  /// row_bytes() bytes or more; from chunk_memory() bytes on, reading is faster. Throws
  /// DataError naming field, chunk and rows when the chunk is damaged, or was changed after it was
  /// packed; FileError when it cannot be read.
  void read_chunk(int64_t chunk, std::span<std::byte> memory) const;
  /// Bytes of a chunk as it is stored without compression: all its rows and their checksum.
  int64_t chunk_memory() const;
  /// Copies rows first_row … first_row + count − 1 to `memory`. Every chunk touched is read whole.
  void read_rows(int64_t first_row, int64_t count, void* memory) const;

 private:
  void check_storage(const hdf5::Handle& properties);
  void check_shape(const hdf5::Handle& properties);
  void check_size(const std::filesystem::path& file);
  void read_digests();
  void check_chunk_digest(int64_t chunk, std::span<const std::byte> rows) const;
  std::string chunk_text(int64_t chunk) const;
  [[noreturn]] void fail(const std::string& what, const std::string& expected = {},
                         const std::string& got = {}) const;

  hdf5::Handle data_set_;
  hdf5::Handle space_;
  std::string where_;
  FieldDescription description_;
  int64_t num_rows_ = 0;
  int64_t chunk_rows_ = 0;
  int64_t row_bytes_ = 0;
  int64_t storage_bytes_ = 0;
  bool compressed_ = false;
  std::string filters_;
  std::string digest_;
  std::vector<DigestBytes> chunk_digests_;
};

}  // namespace tandem
