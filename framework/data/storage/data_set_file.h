// Reads a data set: one HDF5 file with groups `train`, `test`, `valid` of fields.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "framework/data/storage/data_description.h"
#include "framework/data/storage/data_set_field.h"
#include "framework/data/storage/hdf5.h"

namespace tandem {

/// Where a data set came from, as its packer wrote it.
struct DataSetOrigin {
  std::string generator;                                                 // "mnist", "sprites", …
  std::vector<std::pair<std::string, std::string>> source_digests = {};  // file name, XXH3-128
  std::vector<std::string> class_names = {};
  uint64_t shuffle_seed = 0;
};

/// A group: fields that share their number of rows and the rows of a chunk.
struct DataSetGroup {
  std::string name;
  int64_t num_rows = 0;
  int64_t chunk_rows = 0;
  std::vector<DataSetField> fields;

  /// Throws DataError listing the fields present.
  const DataSetField& field(const std::string& field_name) const;
  /// Bytes of all fields in memory.
  int64_t num_bytes() const;
};

/// A file opened for reading. Calls for one file come from one thread at a time.
class DataSetFile {
 public:
  /// Throws FileError when the file is missing or not readable, DataError when it is not a finished
  /// data set or holds anything that an untrusted file must not (links, unknown filters, …).
  explicit DataSetFile(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }
  const DataSetOrigin& origin() const { return origin_; }
  const std::vector<DataSetGroup>& groups() const { return groups_; }
  bool has_group(const std::string& name) const;
  /// Throws DataError listing the groups present.
  const DataSetGroup& group(const std::string& name) const;
  /// Fields and class names of a group: what families are built from.
  DataDescription description(const std::string& group_name = "train") const;

 private:
  std::filesystem::path path_;
  hdf5::Handle file_;
  DataSetOrigin origin_;
  std::vector<DataSetGroup> groups_;
};

}  // namespace tandem
