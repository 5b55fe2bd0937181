// Means over a split in fixed chunks: the same numbers on any number of ranks. Called by whatever
// measures a model on data that it is not trained on.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "framework/data/batch.h"
#include "framework/data/storage/data_sources.h"
#include "framework/distributed/communicator.h"
#include "framework/model/pixel_range.h"

namespace tandem {

struct EvaluationSettings {
  uint64_t seed = 0;
  int64_t step = 0;
  int64_t chunk_size = 500;
  std::string split = "test";
  std::vector<std::string> fields = {"images"};
  PixelRange pixel_range = PixelRange::kUnit;
};

/// Rows [begin, end) of a group.
struct RowRange {
  std::string group;
  int64_t begin = 0;
  int64_t end = 0;
};

/// Reads rows of fields (by their whole names), as stored, to a device; of several sources each
/// the same rows.
Batch read_batch(const DataSources& data, const RowRange& rows,
                 const std::vector<std::string>& fields, const at::Device& device);

/// One thing that is measured.
struct SplitMetric {
  uint64_t stream = 0;     // names its random stream among those of the same step
  int64_t num_values = 1;  // that `means` returns
  /// Means over the samples of one chunk, (num_values) on the device.
  std::function<at::Tensor(const Batch& input, int64_t chunk)> means;
};

/// Means over all samples of the split, of several sources as many as the shortest has. It is cut
/// into chunks of `chunk_size` rows in file order; chunk c is computed by rank c mod R after
/// seeding from mix_seed{kEvaluation, seed, step, stream, c}, and chunks are summed in order in
/// float64. Collective.
std::vector<double> split_means(const DataSources& data, const EvaluationSettings& settings,
                                const SplitMetric& metric, Communicator& communicator);

}  // namespace tandem
