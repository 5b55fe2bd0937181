// Brings the rows of a rank's lanes in sample order, from memory or streamed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "framework/data/storage/data_set_file.h"
#include "framework/data/storage/sample_order.h"

namespace tandem {

class RowReader {
 public:
  virtual ~RowReader() = default;
  /// Copies the rows of a micro-batch of global batch `batch`, one destination per field: that of
  /// this local lane. Each is asked for consecutive batches, the first of them being the
  /// `first_batch` it was made with.
  virtual void gather(int64_t batch, int64_t local_lane,
                      std::span<std::byte* const> destinations) = 0;
};

/// What both readers are made of.
struct RowReaderOptions {
  const DataSetGroup* group = nullptr;  // stays open while the reader lives
  std::vector<std::string> fields;
  SampleOrderOptions order;
  int64_t first_lane = 0;
  int64_t num_local_lanes = 1;
  int64_t first_batch = 0;
};

/// Holds all rows of the fields in memory; `order.chunk_rows` is 1.
std::unique_ptr<RowReader> make_resident_reader(const RowReaderOptions& options);

/// Holds two groups of chunks per lane: the one that batches are taken from, and the next, which is
/// read chunk by chunk while the first is used up. Data before `first_batch` is not read.
std::unique_ptr<RowReader> make_streaming_reader(const RowReaderOptions& options);

}  // namespace tandem
