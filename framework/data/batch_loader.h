// Streams the micro-batches of one rank, read ahead on one thread.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "framework/data/batch.h"
#include "framework/data/storage/data_set_file.h"

namespace tandem {

struct BatchLoaderOptions {
  std::filesystem::path path;
  std::string group = "train";
  std::vector<std::string> fields = {"images"};
  uint64_t seed = 0;
  int64_t batch_size = 0;        // of the global batch, divisible by micro_batches
  int64_t micro_batches = 1;     // M, the lanes of the sample order
  int64_t first_lane = 0;        // of the lanes of this rank, which follow one another
  int64_t num_local_lanes = 1;   // lanes of this rank
  int64_t resident_bytes = 0;    // a group of at most this size is held in memory
  int64_t window_chunks = 16;    // K: chunks of a lane that are permuted together when streaming
  int64_t prefetch_batches = 4;  // read ahead of the training
  int64_t first_batch = 0;       // position: index of the first batch that next() returns
};

/// Throws ConfigError where a group of the file at options.path holds less than one batch.
void check_enough_rows(const BatchLoaderOptions& options, const DataSetGroup& group);

/// The order of samples is a pure function of (file layout, seed, micro_batches, window_chunks);
/// a loader opened at first_batch = n continues exactly one that has returned n batches.
class BatchLoader {
 public:
  /// Throws DataError for an unusable file, and as check_enough_rows does.
  BatchLoader(const BatchLoaderOptions& options, const at::Device& device);
  ~BatchLoader();
  BatchLoader(const BatchLoader&) = delete;
  BatchLoader& operator=(const BatchLoader&) = delete;

  /// The next global batch as this rank sees it: one Batch for each of its lanes, in their order,
  /// each tensor of shape (batch_size / micro_batches, …) as stored in the file (images: N, H, W, C
  /// uint8), on the device, its own 64-byte aligned allocation. Rethrows what failed on the reading
  /// thread.
  std::vector<Batch> next();

  int64_t batches_per_epoch() const;
  /// Whether the group is held in memory and permuted sample by sample.
  bool resident() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace tandem
