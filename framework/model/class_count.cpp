#include "framework/model/class_count.h"

#include "framework/core/error.h"

namespace tandem {

int64_t class_count(const DataDescription& data) {
  const auto count = static_cast<int64_t>(data.class_names.size());
  if (count < 2) {
    throw DataError({.what = "the data set has no classes to tell apart",
                     .where = "data.path",
                     .expected = "at least 2 class names",
                     .got = std::to_string(count),
                     .advice = "Pack the data with labels and class names."});
  }
  return count;
}

}  // namespace tandem
