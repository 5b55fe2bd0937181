#include "framework/data/storage/sample_order.h"

#include <algorithm>

#include "framework/core/seed.h"

namespace tandem {
namespace {

/// The short last chunk may fall to any lane, so the smallest lane may hold it.
int64_t rows_of_smallest_lane(const SampleOrderOptions& options, int64_t num_chunks) {
  const int64_t chunks = num_chunks / options.num_lanes;
  if (chunks == 0) return 0;
  const int64_t last_rows = options.num_rows - (num_chunks - 1) * options.chunk_rows;
  return (chunks - 1) * options.chunk_rows + last_rows;
}

}  // namespace

SampleOrder::SampleOrder(const SampleOrderOptions& options)
    : options_(options),
      num_chunks_((options.num_rows + options.chunk_rows - 1) / options.chunk_rows),
      batches_per_epoch_(rows_of_smallest_lane(options, num_chunks_) / options.micro_batch_size) {}

int64_t SampleOrder::rows_of_chunk(int64_t chunk) const {
  return std::min(options_.chunk_rows, options_.num_rows - chunk * options_.chunk_rows);
}

std::vector<int64_t> SampleOrder::chunk_order(int64_t epoch) const {
  return permutation(num_chunks_, mix_seed(Stream::kSampleOrder, options_.seed, epoch));
}

std::vector<int64_t> SampleOrder::lane_chunks(int64_t epoch, int64_t lane) const {
  const std::vector<int64_t> all = chunk_order(epoch);
  std::vector<int64_t> chunks;
  for (int64_t i = lane; i < num_chunks_; i += options_.num_lanes) {
    chunks.push_back(all[static_cast<size_t>(i)]);
  }
  return chunks;
}

SampleOrder::Group SampleOrder::group(const std::vector<int64_t>& chunks, int64_t epoch,
                                      int64_t lane, int64_t index) const {
  const auto count = static_cast<int64_t>(chunks.size());
  const int64_t first = std::min(count, index * options_.window_chunks);
  const int64_t end = std::min(count, first + options_.window_chunks);
  int64_t rows_before = 0, num_rows = 0;
  for (int64_t i = 0; i < end; ++i) {
    (i < first ? rows_before : num_rows) += rows_of_chunk(chunks[static_cast<size_t>(i)]);
  }
  Group group;
  const int64_t rows_left = rows_per_epoch() - rows_before;
  if (rows_left <= 0 || num_rows == 0) return group;
  group.chunks.assign(chunks.begin() + first, chunks.begin() + end);
  group.rows =
      permutation(num_rows, mix_seed(Stream::kSampleOrder, options_.seed, epoch, lane, index));
  // Cut after they were permuted: which rows are left out is random, too.
  if (num_rows > rows_left) group.rows.resize(static_cast<size_t>(rows_left));
  return group;
}

}  // namespace tandem
