// The tensor type of a field of a data set, and the other way round.
#pragma once

#include <c10/core/ScalarType.h>

#include <string>

#include "framework/core/choice.h"

namespace tandem {

inline constexpr Choice<at::ScalarType> kTensorTypes[] = {
    {"uint8", at::kByte}, {"int64", at::kLong}, {"float32", at::kFloat}, {"float64", at::kDouble}};

/// `type` as a FieldDescription has it.
inline at::ScalarType tensor_type(const std::string& type) { return chosen(kTensorTypes, type); }

/// Of one of these types.
inline std::string field_type(at::ScalarType type) { return name_of(kTensorTypes, type); }

}  // namespace tandem
