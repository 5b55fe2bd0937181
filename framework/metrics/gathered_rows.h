// Values of single samples, computed in fixed chunks by all ranks together: the same bits on any
// number of them. Called by whatever measures more than a mean.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "framework/metrics/split_means.h"

namespace tandem {

/// Random streams of evaluations, apart from those of objectives, which are their places.
enum class MetricStream : uint64_t {
  kLikelihood = 1 << 16,
  kSamples,
  kClasses,
  kReference,
  kPartition,
  kDenoising,
  kConditions = 1 << 17,    // and those after it, one per condition
  kTranslations = 1 << 18,  // and those after it, one per translation
};
constexpr uint64_t stream_of(MetricStream stream, uint64_t index = 0) {
  return static_cast<uint64_t>(stream) + index;
}

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
/// Chunk c is computed by rank c mod R without gradients, after seeding from mix_seed{kEvaluation,
/// seed, step, stream, c}. Collective.
at::Tensor gather_rows(const ChunkedRows& rows, const EvaluationSettings& settings,
                       const RowValues& values, Communicator& communicator);

/// What is computed of every row of a split.
struct SplitRows {
  std::vector<std::string> fields;
  int64_t num_values = 1;
  uint64_t stream = 0;
  int64_t max_rows = std::numeric_limits<int64_t>::max();  // the first ones, where there are more
  /// Of a chunk, images in the pixel range of the settings, (N, num_values).
  std::function<at::Tensor(const Batch& input)> values;
};

/// As gather_rows, of the rows of the split of the settings, in chunks of theirs. Collective.
at::Tensor gather_split_rows(const DataSources& data, const EvaluationSettings& settings,
                             const SplitRows& rows, Communicator& communicator);

/// The first of `fields` that holds images. Throws Error when there is none.
std::string image_field(const std::vector<std::string>& fields);

/// Class names of the source of a field.
const std::vector<std::string>& class_names_of(const DataSources& data, const std::string& field);

}  // namespace tandem
