#include "framework/metrics/gathered_rows.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <algorithm>

#include "framework/core/seed.h"
#include "framework/data/read_batch.h"
#include "framework/device/generator_seeding.h"

namespace tandem {

at::Tensor gather_rows(const ChunkedRows& rows, const EvaluationSettings& settings,
                       const RowValues& values, Communicator& communicator) {
  const torch::NoGradGuard no_gradients;
  const at::Device device = communicator.device();
  const int64_t num_chunks = (rows.num_rows + rows.chunk_size - 1) / rows.chunk_size;
  at::Tensor gathered =
      at::zeros({rows.num_rows, rows.num_values}, at::TensorOptions(device).dtype(at::kDouble));
  for (int64_t chunk = communicator.rank(); chunk < num_chunks; chunk += communicator.size()) {
    const int64_t begin = chunk * rows.chunk_size;
    const int64_t end = std::min(rows.num_rows, begin + rows.chunk_size);
    seed_generators(
        device, mix_seed(Stream::kEvaluation, settings.seed, settings.step, rows.stream, chunk));
    gathered.narrow(0, begin, end - begin).copy_(values(begin, end));
  }
  // Every row was computed by one rank and is zero elsewhere, so any order gives these bits.
  communicator.sum(gathered);
  return gathered.to(at::kCPU);
}

at::Tensor gather_split_rows(const DataSources& data, const EvaluationSettings& settings,
                             const SplitRows& rows, Communicator& communicator) {
  const auto values = [&](int64_t begin, int64_t end) {
    return rows.values(read_batch(data, {.group = settings.split, .begin = begin, .end = end},
                                  rows.fields, communicator.device()));
  };
  int64_t num_rows = rows.max_rows;
  for (const std::string& field : rows.fields) {
    num_rows = std::min(num_rows, data.field(settings.split, field).num_rows());
  }
  return gather_rows({.num_rows = num_rows,
                      .chunk_size = settings.chunk_size,
                      .num_values = rows.num_values,
                      .stream = rows.stream},
                     settings, values, communicator);
}

}  // namespace tandem
