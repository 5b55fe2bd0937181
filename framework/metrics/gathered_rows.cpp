#include "framework/metrics/gathered_rows.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <algorithm>

#include "framework/core/seed.h"
#include "framework/data/read_batch.h"
#include "framework/device/generator_seeding.h"
#include "framework/metrics/evaluation_streams.h"

namespace tandem {
namespace {

// Packing shuffles it: its first rows stand for all.
constexpr const char* kShuffledSplit = "train";

}  // namespace

int64_t num_own_chunks(int64_t num_chunks, const Communicator& communicator) {
  return (num_chunks - communicator.rank() + communicator.size() - 1) / communicator.size();
}

std::vector<at::Tensor> gather_matrices(const ChunkedRows& rows,
                                        const std::vector<GatheredMatrix>& matrices,
                                        const EvaluationSettings& settings,
                                        const MatrixValues& values, Communicator& communicator) {
  const torch::NoGradGuard no_gradients;
  const at::Device device = communicator.device();
  const int64_t num_chunks = (rows.num_rows + rows.chunk_size - 1) / rows.chunk_size;
  std::vector<at::Tensor> gathered;
  for (const GatheredMatrix& matrix : matrices) {
    gathered.push_back(matrix.num_values == 0
                           ? at::Tensor()
                           : at::zeros({rows.num_rows, matrix.num_values},
                                       at::TensorOptions(device).dtype(matrix.type)));
  }
  int64_t num_done = 0;
  for (int64_t chunk = communicator.rank(); chunk < num_chunks; chunk += communicator.size()) {
    const int64_t begin = chunk * rows.chunk_size;
    const int64_t end = std::min(rows.num_rows, begin + rows.chunk_size);
    // For every chunk anew: what it draws depends neither on the chunks before it nor on the rank.
    seed_generators(
        device, mix_seed(Stream::kEvaluation, settings.seed, settings.step, rows.stream, chunk));
    const std::vector<at::Tensor> of_chunk = values(begin, end);
    for (size_t i = 0; i < gathered.size(); ++i) {
      if (gathered[i].defined()) gathered[i].narrow(0, begin, end - begin).copy_(of_chunk[i]);
    }
    ++num_done;
    if (settings.progress) settings.progress(num_done, num_own_chunks(num_chunks, communicator));
  }
  for (at::Tensor& matrix : gathered) {
    if (!matrix.defined()) continue;
    // Every row was computed by one rank and is zero elsewhere, so any order gives these bits.
    communicator.sum(matrix);
    matrix = matrix.to(at::kCPU);
  }
  return gathered;
}

at::Tensor gather_rows(const ChunkedRows& rows, const EvaluationSettings& settings,
                       const RowValues& values, Communicator& communicator) {
  const auto only = [&](int64_t begin, int64_t end) { return std::vector{values(begin, end)}; };
  return gather_matrices(rows, {{rows.num_values, at::kDouble}}, settings, only, communicator)
      .front();
}

int64_t count_split_rows(const DataSources& data, const EvaluationSettings& settings,
                         const std::vector<std::string>& fields, int64_t max_rows) {
  int64_t num_rows = max_rows;
  for (const std::string& field : fields) {
    num_rows = std::min(num_rows, data.field(settings.split, field).num_rows());
  }
  return num_rows;
}

at::Tensor standing_rows(int64_t num_rows, int64_t count) {
  // By no seed of a run: all runs are compared with the same rows.
  const uint64_t seed = mix_seed(Stream::kEvaluation, stream_of("standing rows"));
  return at::tensor(permutation(num_rows, seed), at::kLong).narrow(0, 0, count);
}

int64_t rows_to_read(const std::string& split, int64_t num_rows, int64_t max_rows) {
  return split == kShuffledSplit ? std::min(num_rows, max_rows) : num_rows;
}

at::Tensor gather_split_rows(const DataSources& data, const EvaluationSettings& settings,
                             const SplitRows& rows, Communicator& communicator) {
  const auto values = [&](int64_t begin, int64_t end) {
    return rows.values(read_batch(data, {.group = settings.split, .begin = begin, .end = end},
                                  rows.fields, communicator.device()));
  };
  const int64_t num_rows = count_split_rows(data, settings, rows.fields);
  const int64_t num_read = rows_to_read(settings.split, num_rows, rows.max_rows);
  const at::Tensor read = gather_rows({.num_rows = num_read,
                                       .chunk_size = settings.chunk_size,
                                       .num_values = rows.num_values,
                                       .stream = rows.stream},
                                      settings, values, communicator);
  // Of other splits all rows are computed, since the chosen ones may lie in any chunk.
  if (num_read <= rows.max_rows) return read;
  return read.index_select(0, standing_rows(num_rows, rows.max_rows));
}

}  // namespace tandem
