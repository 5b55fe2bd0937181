// Breaks data sets in the ways that a reader of untrusted files refuses.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "framework/data/storage/attributes.h"
#include "framework/data/storage/hdf5.h"

namespace tandem {

/// A finished data set, opened to be spoiled.
class HostileFile {
 public:
  explicit HostileFile(const std::filesystem::path& path)
      : file_(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT)) {
    EXPECT_GE(file_.get(), 0);
  }

  const hdf5::Handle& file() const { return file_; }
  void remove(const std::string& name) {
    EXPECT_GE(H5Ldelete(file_.get(), name.c_str(), H5P_DEFAULT), 0);
  }
  void remove_attribute(const std::string& name) {
    EXPECT_GE(H5Adelete(file_.get(), name.c_str()), 0);
  }

  /// How a data set is made instead of the one of this name.
  struct Field {
    std::string name = "/train/labels";
    std::string type = "int64";  // or "int16", "uint8", "big-endian int64"
    std::vector<hsize_t> sizes = {100};
    std::vector<hsize_t> limits = {100};
    std::vector<hsize_t> chunk = {100};  // empty: contiguous
    std::vector<H5Z_filter_t> filters = {H5Z_FILTER_FLETCHER32};
    std::string external = {};  // a file that holds the values
    bool write = true;
    std::string stored = {};  // the bytes of the first chunk as they are in the file, if not empty
    uint32_t skipped_filters = 0;  // of these bytes, a bit each
  };

  void replace(const Field& field) {
    remove(field.name);
    const hdf5::Handle properties(H5Pcreate(H5P_DATASET_CREATE));
    if (!field.chunk.empty()) {
      EXPECT_GE(
          H5Pset_chunk(properties.get(), static_cast<int>(field.chunk.size()), field.chunk.data()),
          0);
    }
    for (H5Z_filter_t filter : field.filters) {
      const unsigned level = 4;
      EXPECT_GE(H5Pset_filter(properties.get(), filter, H5Z_FLAG_OPTIONAL, 1, &level), 0);
    }
    if (!field.external.empty()) {
      EXPECT_GE(H5Pset_external(properties.get(), field.external.c_str(), 0, H5F_UNLIMITED), 0);
    }
    const hdf5::Handle space(H5Screate_simple(static_cast<int>(field.sizes.size()),
                                              field.sizes.data(), field.limits.data()));
    // Not in the tables of the tests, which are made before HDF5 is set up.
    const hid_t type = field.type == "int64"   ? H5T_STD_I64LE
                       : field.type == "int16" ? H5T_STD_I16LE
                       : field.type == "uint8" ? H5T_STD_U8LE
                                               : H5T_STD_I64BE;
    const hdf5::Handle data_set(H5Dcreate2(file_.get(), field.name.c_str(), type, space.get(),
                                           H5P_DEFAULT, properties.get(), H5P_DEFAULT));
    EXPECT_GE(data_set.get(), 0);
    if (!field.stored.empty()) {
      const std::vector<hsize_t> start(field.sizes.size(), 0);
      EXPECT_GE(H5Dwrite_chunk(data_set.get(), H5P_DEFAULT, field.skipped_filters, start.data(),
                               field.stored.size(), field.stored.data()),
                0);
    } else if (field.write) {
      const std::vector<int64_t> zeros(
          static_cast<size_t>(H5Sget_simple_extent_npoints(space.get())));
      EXPECT_GE(H5Dwrite(data_set.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, zeros.data()), 0);
    }
    hdf5::write_string(data_set, "digest", std::string(32, '0'));
  }

 private:
  hdf5::Handle file_;
};

}  // namespace tandem
