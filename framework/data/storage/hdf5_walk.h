// Finds the groups and data sets of an HDF5 file that may be hostile.
#pragma once

#include <string>
#include <vector>

#include "framework/data/storage/hdf5.h"

namespace tandem::hdf5 {

struct NamedDataSet {
  std::string name;  // below the group: "images", "latents/classes"
  Handle data_set;
};

/// Names below the root, all of them groups. `where` names the file in errors. Throws DataError for
/// soft, external and user-defined links, unusable names, and for objects of other kinds, FileError
/// when the file cannot be read.
std::vector<std::string> group_names(const Handle& file, const std::string& where);

/// All data sets below the group, at most two levels deep, opened with no chunk cache, in the order
/// of their names. Throws as above, and DataError for more than `max_count`.
std::vector<NamedDataSet> data_sets_below(const Handle& file, const std::string& group,
                                          size_t max_count, const std::string& where);

}  // namespace tandem::hdf5
