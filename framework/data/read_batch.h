// Rows of data sets as tensors, in file order.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "framework/data/batch.h"
#include "framework/data/storage/data_sources.h"

namespace tandem {

/// Rows [begin, end) of a group.
struct RowRange {
  std::string group;
  int64_t begin = 0;
  int64_t end = 0;
};

/// Reads rows of fields (by their whole names), as stored, to a device; of several sources each
/// the same rows.
Batch read_batch(const DataSources& data, const RowRange& rows,
                 const std::vector<std::string>& fields, const at::Device& device);

}  // namespace tandem
