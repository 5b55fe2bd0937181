// Values of single samples, computed in fixed chunks by all ranks together: the same bits on any
// number of them.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "framework/data/batch.h"
#include "framework/distributed/communicator.h"
#include "framework/metrics/evaluation_plan.h"

namespace tandem {

/// Samples cut into chunks.
struct ChunkedRows {
  int64_t num_rows = 0;
  int64_t chunk_size = 1;
  int64_t num_values = 1;
  uint64_t stream = 0;
};

/// Values of samples [begin, end), (end − begin, num_values).
using RowValues = std::function<at::Tensor(int64_t begin, int64_t end)>;

/// The values of all samples, (num_rows, num_values) float64 on the CPU, the same on every rank.
/// Chunk c is computed by rank c mod R without gradients, after seeding from (kEvaluation, seed,
/// step, stream, c). Collective.
at::Tensor gather_rows(const ChunkedRows& rows, const EvaluationSettings& settings,
                       const RowValues& values, Communicator& communicator);

/// How many of `num_chunks` chunks this rank computes.
int64_t num_own_chunks(int64_t num_chunks, const Communicator& communicator);

/// One of several matrices over the same samples.
struct GatheredMatrix {
  int64_t num_values = 0;
  at::ScalarType type = at::kFloat;  // or kDouble
};

/// Values of samples [begin, end) for each matrix.
using MatrixValues = std::function<std::vector<at::Tensor>(int64_t begin, int64_t end)>;

/// The same for several matrices at once, (num_rows, num_values) each; ChunkedRows::num_values is
/// not read. One without values is undefined. Collective.
std::vector<at::Tensor> gather_matrices(const ChunkedRows& rows,
                                        const std::vector<GatheredMatrix>& matrices,
                                        const EvaluationSettings& settings,
                                        const MatrixValues& values, Communicator& communicator);

inline constexpr int64_t kAllRows = std::numeric_limits<int64_t>::max();

/// What is computed of every row of a split.
struct SplitRows {
  std::vector<std::string> fields;
  int64_t num_values = 1;
  uint64_t stream = 0;
  int64_t max_rows = kAllRows;  // that stand for all, where there are more
  /// Of a chunk as stored, (N, num_values).
  std::function<at::Tensor(const Batch& stored)> values = {};
};

/// How many rows of the split of the settings have all `fields`, `max_rows` at most.
int64_t count_split_rows(const DataSources& data, const EvaluationSettings& settings,
                         const std::vector<std::string>& fields, int64_t max_rows = kAllRows);

/// `count` of `num_rows` rows in random order, the same ones always: rows may lie in the order of
/// what they show. (count) int64.
at::Tensor standing_rows(int64_t num_rows, int64_t count);

/// How many rows of a split are read from its beginning where `max_rows` are to stand for all:
/// these of train, which was shuffled when it was packed; of others all, of which standing_rows
/// chooses.
int64_t rows_to_read(const std::string& split, int64_t num_rows, int64_t max_rows);

/// As gather_rows, of the rows of the split of the settings, in chunks of theirs. Collective.
at::Tensor gather_split_rows(const DataSources& data, const EvaluationSettings& settings,
                             const SplitRows& rows, Communicator& communicator);

}  // namespace tandem
