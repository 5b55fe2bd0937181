#include "framework/data/storage/data_set_layout.h"

#include <array>

#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

/// A function, because HDF5 gives its types their identifiers at run time.
std::array<ValueType, 4> value_types() {
  return {{{"uint8", 1, H5T_STD_U8LE},
           {"int64", 8, H5T_STD_I64LE},
           {"float32", 4, H5T_IEEE_F32LE},
           {"float64", 8, H5T_IEEE_F64LE}}};
}

constexpr int64_t kMaxRowBytes = int64_t{1} << 30;

}  // namespace

std::optional<ValueType> find_value_type(const std::string& name) {
  for (const ValueType& type : value_types()) {
    if (name == type.name) return type;
  }
  return std::nullopt;
}

std::optional<ValueType> find_value_type(const hdf5::Handle& type) {
  for (const ValueType& candidate : value_types()) {
    if (H5Tequal(type.get(), candidate.hdf5) > 0) return candidate;
  }
  return std::nullopt;
}

const char* value_type_names() { return "uint8, int64, float32 or float64"; }

int64_t row_bytes(const FieldDescription& field, const std::string& where) {
  const std::optional<ValueType> type = find_value_type(field.type);
  if (!type) {
    throw DataError({.what = "has a type that data sets do not have",
                     .where = where,
                     .expected = value_type_names(),
                     .got = field.type});
  }
  int64_t bytes = type->bytes;
  for (int64_t size : field.shape) {
    if (size <= 0 || size > kMaxRowBytes / bytes) {
      throw DataError({.what = "rows have an unusable shape",
                       .where = where,
                       .expected = "positive sizes and at most 1 GiB a row",
                       .got = shape_text(field.shape)});
    }
    bytes *= size;
  }
  return bytes;
}

std::string shape_text(const std::vector<int64_t>& shape) {
  return "(" + joined(shape) + (shape.size() == 1 ? ",)" : ")");
}

}  // namespace tandem
