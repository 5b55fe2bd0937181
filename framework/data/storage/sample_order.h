// In which order the rows of a group are seen: a pure function of layout, seed and lane, the same
// for every number of processes.
#pragma once

#include <cstdint>
#include <vector>

namespace tandem {

struct SampleOrderOptions {
  int64_t num_rows = 0;
  int64_t chunk_rows = 1;  // 1: rows are permuted one by one (a group held in memory)
  uint64_t seed = 0;
  int64_t num_lanes = 1;      // M, of the whole run
  int64_t window_chunks = 1;  // K, of no effect where chunk_rows is 1
  int64_t micro_batch_size = 1;
};

/// Chunks are permuted by (seed, epoch); lane m gets those at positions m, m + M, m + 2M, …, takes
/// them in consecutive groups of K and permutes the rows of each group as a whole. One-row chunks
/// are random already: their groups are not permuted again, and K does not matter.
class SampleOrder {
 public:
  /// The chunks that a lane reads together, and the order of their rows.
  struct Group {
    std::vector<int64_t> chunks;
    /// Indices into the rows of `chunks` laid end to end; where the epoch ends inside the group,
    /// only the rows before its end.
    std::vector<int64_t> rows;
  };

  explicit SampleOrder(const SampleOrderOptions& options);

  /// The same for all lanes and epochs: what the smallest lane can give in the worst case. 0 when
  /// that is less than one batch.
  int64_t batches_per_epoch() const { return batches_per_epoch_; }
  /// Rows that a lane gives in an epoch; the rest of its rows is not seen in this epoch.
  int64_t rows_per_epoch() const { return batches_per_epoch_ * options_.micro_batch_size; }
  int64_t rows_of_chunk(int64_t chunk) const;

  /// All chunks in the order of this epoch; lane m has positions m, m + M, ….
  std::vector<int64_t> chunk_order(int64_t epoch) const;
  /// The lane's chunks in the order of this epoch.
  std::vector<int64_t> lane_chunks(int64_t epoch, int64_t lane) const;
  /// Group `index` of the lane whose chunks in this epoch are `chunks`; without rows where the
  /// epoch has ended before it.
  Group group(const std::vector<int64_t>& chunks, int64_t epoch, int64_t lane, int64_t index) const;

 private:
  SampleOrderOptions options_;
  int64_t num_chunks_;
  int64_t batches_per_epoch_;
};

}  // namespace tandem
