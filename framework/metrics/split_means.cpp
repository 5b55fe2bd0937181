#include "framework/metrics/split_means.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "framework/core/seed.h"
#include "framework/data/read_batch.h"
#include "framework/device/generator_seeding.h"
#include "framework/metrics/gathered_rows.h"

namespace tandem {
namespace {

/// The means over rows [begin, end), times their number, in float64.
at::Tensor chunk_sum(const DataSources& data, const EvaluationSettings& settings,
                     const ChunkMeans& wanted, int64_t chunk, const at::Device& device) {
  const int64_t begin = chunk * settings.chunk_size;
  const int64_t end = std::min(data.num_rows(settings.split), begin + settings.chunk_size);
  const Batch stored = read_batch(data, {settings.split, begin, end}, settings.fields, device);
  seed_generators(
      device, mix_seed(Stream::kEvaluation, settings.seed, settings.step, wanted.stream, chunk));
  const at::Tensor means = wanted.means(to_model_input(stored, settings.pixel_range), chunk);
  // The last chunk may be shorter and then weighs less.
  return means.to(at::kDouble) * static_cast<double>(end - begin);
}

}  // namespace

std::vector<double> split_means(const DataSources& data, const EvaluationSettings& settings,
                                const ChunkMeans& wanted, Communicator& communicator) {
  const int64_t num_rows = data.num_rows(settings.split);
  const int64_t num_chunks = (num_rows + settings.chunk_size - 1) / settings.chunk_size;
  const at::Device device = communicator.device();
  at::Tensor sums = at::zeros({num_chunks, wanted.num_values}, at::kDouble);
  int64_t num_done = 0;
  for (int64_t chunk = communicator.rank(); chunk < num_chunks; chunk += communicator.size()) {
    sums[chunk].copy_(chunk_sum(data, settings, wanted, chunk, device));
    ++num_done;
    if (settings.progress) settings.progress(num_done, num_own_chunks(num_chunks, communicator));
  }
  sums = sums.to(device);
  // Every chunk was computed by one rank and is zero elsewhere, so any order gives these bits.
  communicator.sum(sums);
  const at::Tensor host = sums.to(at::kCPU);
  const auto rows = host.accessor<double, 2>();
  std::vector<double> means;
  for (int64_t value = 0; value < wanted.num_values; ++value) {
    double sum = 0.0;
    for (int64_t chunk = 0; chunk < num_chunks; ++chunk) sum += rows[chunk][value];
    means.push_back(sum / static_cast<double>(num_rows));
  }
  return means;
}

}  // namespace tandem
