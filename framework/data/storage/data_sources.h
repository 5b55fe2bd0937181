// The data sets of a run: one, or several that are its sources (`a`, `b` of an unpaired
// translation), whose fields go by names like `a/images`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "framework/data/storage/data_description.h"
#include "framework/data/storage/data_set_file.h"

namespace tandem {

/// Where a source lies; `name` is empty for the only one.
struct DataSourceLocation {
  std::string name;
  std::filesystem::path path;
};

class DataSources {
 public:
  /// Opens all. Throws FileError and DataError as DataSetFile does.
  explicit DataSources(const std::vector<DataSourceLocation>& locations);

  /// Whether every source has the group.
  bool has_group(const std::string& group) const;
  /// Those that every source has.
  std::vector<std::string> groups() const;
  /// Rows of the group in the shortest source. Throws DataError when a source lacks the group.
  int64_t num_rows(const std::string& group) const;
  /// Whether the group has a field of this name, source included.
  bool has_field(const std::string& group, const std::string& field) const;
  /// `images`, `a/images`. Throws DataError listing what is present.
  const DataSetField& field(const std::string& group, const std::string& name) const;
  /// The file that holds a field of this name, source included. Throws DataError listing the
  /// sources.
  const DataSetFile& file_of(const std::string& field) const;
  /// Fields of all sources, by their whole names, and the class names of the first.
  DataDescription description(const std::string& group = "train") const;

 private:
  struct Source {
    std::string name;
    DataSetFile file;
  };
  /// The source of a field, null when there is none, and the field's name in it.
  std::pair<const Source*, std::string> find(const std::string& field) const;

  std::vector<Source> sources_;
};

}  // namespace tandem
