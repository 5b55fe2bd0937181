// Shuffles, splits and writes the rows of a source.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "datasets/row_source.h"
#include "framework/data/storage/data_set_writer.h"

namespace tandem {

struct PackOptions {
  DataSetWriterOptions writer;
  uint64_t seed = 0;
  int64_t num_valid = 0;  // rows of train that are moved to /valid
};

/// Called with the rows written so far and their total.
using PackProgress = std::function<void(int64_t done, int64_t total)>;

/// Writes /train (shuffled by the seed), /valid (the source's own, or a seeded draw from train when
/// asked for) and /test (in the original order), each with `source_index`. Throws UsageError for an
/// unusable number of validation rows, DataError, FileError.
void pack_rows(const RowSource& source, const PackOptions& options, const PackProgress& progress);

}  // namespace tandem
