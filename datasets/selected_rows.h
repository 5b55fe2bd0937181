// A part of the rows of any source: chosen by position and by class.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "datasets/row_source.h"

namespace tandem {

/// Positions first … end − 1 in the original's order of a split.
struct RowSpan {
  int64_t first = 0;
  int64_t end = 0;
};

struct RowSelection {
  std::optional<RowSpan> train;  // all where absent
  std::optional<RowSpan> test;
  std::vector<int64_t> classes;  // labels to keep, in the order of their new labels; empty: all
};

/// Those rows of `source` that are in the ranges and, of these, in the classes. Labels and class
/// names are renumbered in the order of `classes`; rows keep their `source_index`. Throws
/// UsageError for a range that is empty, reversed or out of bounds, for classes of a source without
/// labels or named twice, and when a class has no row left to train on.
std::unique_ptr<RowSource> select_rows(std::unique_ptr<RowSource> source,
                                       const RowSelection& selection);

}  // namespace tandem
