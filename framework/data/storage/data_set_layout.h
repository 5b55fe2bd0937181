// Names and types of the HDF5 layout, shared by the writer and the reader of data sets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/data/storage/data_description.h"
#include "framework/data/storage/hdf5.h"

namespace tandem {

inline constexpr const char* kDataFormat = "tandem data set";
inline constexpr int64_t kDataFormatVersion = 1;
/// Chunks hold whole rows and are of this size, unless one row is larger.
inline constexpr int64_t kMinChunkBytes = int64_t{256} << 10;
inline constexpr int64_t kMaxChunkBytes = int64_t{1} << 20;
/// The field that holds each row's index in the original data.
inline constexpr const char* kSourceIndex = "source_index";

/// Attributes of a field: XXH3-128 over all its rows in order, and one over the rows of each chunk,
/// which files of earlier versions lack.
inline constexpr const char* kDigest = "digest";
inline constexpr const char* kChunkDigests = "chunk_digests";

/// A type of values that a data set may have.
struct ValueType {
  const char* name;
  int64_t bytes;
  hid_t hdf5;
};

/// The type of this name, or of this HDF5 type; none when data sets do not have it.
std::optional<ValueType> find_value_type(const std::string& name);
std::optional<ValueType> find_value_type(const hdf5::Handle& type);
/// "uint8, int64, float32 or float64".
const char* value_type_names();

/// Bytes of one row of the field. Throws DataError for an unknown type, a shape that is not
/// positive, or a row above 1 GiB.
int64_t row_bytes(const FieldDescription& field, const std::string& where);

/// "(28, 28, 1)".
std::string shape_text(const std::vector<int64_t>& shape);

}  // namespace tandem
