// Where the rows of a data set come from: one implementation per original format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "framework/data/storage/data_description.h"
#include "framework/data/storage/data_set_file.h"

namespace tandem {

/// The split of the original that a row is from; its value is part of the seeds of draws.
enum class Split { kTrain, kTest, kValid };

class RowSource {
 public:
  virtual ~RowSource() = default;
  /// Generator, digests of the original files, class names; the packer adds the shuffle seed.
  virtual DataSetOrigin origin() const = 0;
  /// What a row consists of; the packer adds `source_index`.
  virtual std::vector<FieldDescription> fields() const = 0;
  /// Whether the original has validation rows of its own; only then Split::kValid is asked for.
  virtual bool has_valid() const { return false; }
  /// The split's rows in the original's order, as their indices in the original.
  virtual std::vector<int64_t> rows(Split split) const = 0;
  /// Writes one of these rows, one destination per field. Rows are asked for in any order.
  virtual void read_row(Split split, int64_t row, std::span<std::byte* const> fields) const = 0;
  /// The label of one of these rows, of a source with the field `labels`. Overridden where it is
  /// known without reading the row.
  virtual int64_t read_label(Split split, int64_t row) const;
};

/// `labels`: a number of a class in every row.
FieldDescription label_description();

/// 0 … count − 1: the rows of a split whose original numbers them so.
std::vector<int64_t> all_rows(size_t count);

/// Place of the field of this name; -1 when there is none.
int64_t find_field(const std::vector<FieldDescription>& fields, const std::string& name);

}  // namespace tandem
