// Means over a split in fixed chunks: the same numbers on any number of ranks.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "framework/data/batch.h"
#include "framework/distributed/communicator.h"
#include "framework/metrics/evaluation_plan.h"

namespace tandem {

/// Means of one kind.
struct ChunkMeans {
  uint64_t stream = 0;     // names its random stream among those of the same step
  int64_t num_values = 1;  // that `means` returns
  /// Means over the samples of one chunk, (num_values) on the device.
  std::function<at::Tensor(const Batch& input, int64_t chunk)> means;
};

/// Means over all samples of the split, of several sources as many as the shortest has. It is cut
/// into chunks of `chunk_size` rows in file order; chunk c is computed by rank c mod R after
/// seeding from (kEvaluation, seed, step, stream, c), and chunks are summed in order in float64.
/// Collective.
std::vector<double> split_means(const DataSources& data, const EvaluationSettings& settings,
                                const ChunkMeans& wanted, Communicator& communicator);

}  // namespace tandem
