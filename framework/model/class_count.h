// How many classes a data set has, for families that need to know.
#pragma once

#include <cstdint>

#include "framework/data/storage/data_description.h"

namespace tandem {

/// Throws DataError for fewer than 2.
int64_t class_count(const DataDescription& data);

}  // namespace tandem
