// Where the rows of a data set come from: one implementation per original format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "framework/data/files/data_description.h"
#include "framework/data/files/data_set_file.h"

namespace tandem {

enum class Split { kTrain, kTest };

class RowSource {
 public:
  virtual ~RowSource() = default;
  /// Generator, digests of the original files, class names; the packer adds the shuffle seed.
  virtual DataSetOrigin origin() const = 0;
  /// What a row consists of; the packer adds `source_index`.
  virtual std::vector<FieldDescription> fields() const = 0;
  /// The split's rows in the original's order, as their indices in the original.
  virtual std::vector<int64_t> rows(Split split) const = 0;
  /// Writes one of these rows, one destination per field. Rows are asked for in any order.
  virtual void read_row(Split split, int64_t row, std::span<std::byte* const> fields) const = 0;
};

}  // namespace tandem
