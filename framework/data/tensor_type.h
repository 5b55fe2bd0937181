// The tensor type of a field of a data set, and the other way round.
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

/// Of one of these types.
inline std::string type_name(at::ScalarType type) {
  if (type == at::kByte) return "uint8";
  if (type == at::kLong) return "int64";
  return type == at::kFloat ? "float32" : "float64";
}

}  // namespace tandem
