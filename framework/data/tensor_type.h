// The tensor type of a field of a data set.
#pragma once

#include <c10/core/ScalarType.h>

#include <string>

namespace tandem {

/// `type`: uint8, int64, float32 or float64, as a FieldDescription has it.
inline at::ScalarType tensor_type(const std::string& type) {
  if (type == "uint8") return at::kByte;
  if (type == "int64") return at::kLong;
  return type == "float32" ? at::kFloat : at::kDouble;
}

}  // namespace tandem
