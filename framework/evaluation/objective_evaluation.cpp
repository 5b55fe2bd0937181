#include "framework/evaluation/objective_evaluation.h"

#include <torch/torch.h>

#include <algorithm>

#include "framework/core/seed.h"
#include "framework/data/tensor_type.h"
#include "framework/model/random_streams.h"

namespace tandem {
namespace {

/// What the chunks of one objective are computed from.
struct ChunkSource {
  const DataSetGroup& group;
  const EvaluationSettings& settings;
  const at::Device& device;
};

/// Terms and total over rows [begin, end), times their number, (terms + 1) float64.
at::Tensor chunk_sum(const Objective& objective, size_t index, int64_t chunk,
                     const ChunkSource& source) {
  const EvaluationSettings& settings = source.settings;
  const int64_t begin = chunk * settings.chunk_size;
  const int64_t end = std::min(source.group.num_rows, begin + settings.chunk_size);
  const Batch stored = read_batch(source.group, settings.fields, begin, end, source.device);
  seed_generators(source.device, mix_seed({static_cast<uint64_t>(Stream::kEvaluation),
                                           settings.seed, static_cast<uint64_t>(settings.step),
                                           index, static_cast<uint64_t>(chunk)}));
  const Losses losses = objective.loss(to_model_input(stored, settings.pixel_range),
                                       {source.device, chunk, end - begin});
  std::vector<at::Tensor> values = losses.terms;
  values.push_back(losses.total.detach());
  return at::stack(values).to(at::kDouble) * static_cast<double>(end - begin);
}

/// The sums of all chunks of an objective, (chunks, terms + 1) float64; zero where another rank
/// computes them.
at::Tensor own_chunk_sums(const Objective& objective, size_t index, const ChunkSource& source,
                          const Communicator& communicator) {
  const int64_t chunk_size = source.settings.chunk_size;
  const int64_t num_chunks = (source.group.num_rows + chunk_size - 1) / chunk_size;
  const auto num_values = static_cast<int64_t>(objective.terms.size()) + 1;
  at::Tensor sums = at::zeros({num_chunks, num_values}, at::kDouble);
  for (int64_t chunk = communicator.rank(); chunk < num_chunks; chunk += communicator.size()) {
    sums[chunk].copy_(chunk_sum(objective, index, chunk, source));
  }
  return sums;
}

}  // namespace

Batch read_batch(const DataSetGroup& group, const std::vector<std::string>& fields, int64_t begin,
                 int64_t end, const at::Device& device) {
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  for (const std::string& name : fields) {
    const DataSetField& field = group.field(name);
    std::vector<int64_t> shape = field.description().shape;
    shape.insert(shape.begin(), end - begin);
    at::Tensor rows = at::empty(shape, tensor_type(field.description().type));
    field.read_rows(begin, end - begin, rows.data_ptr());
    tensors.emplace_back(name, rows.to(device));
  }
  return Batch(std::move(tensors));
}

NamedValues evaluate_objectives(const std::vector<Objective>& objectives, const DataSetFile& data,
                                const EvaluationSettings& settings, const at::Device& device,
                                Communicator& communicator) {
  NamedValues values;
  const DataSetGroup& group = data.group(settings.split);
  for (size_t index = 0; index < objectives.size(); ++index) {
    const Objective& objective = objectives[index];
    if (!objective.draws_batch) continue;
    at::Tensor sums =
        own_chunk_sums(objective, index, {group, settings, device}, communicator).to(device);
    // Every chunk was computed by one rank and is zero elsewhere, so any order gives these bits.
    communicator.sum(sums);
    const at::Tensor host = sums.to(at::kCPU);
    const auto rows = host.accessor<double, 2>();
    for (int64_t term = 0; term < host.size(1); ++term) {
      double sum = 0.0;
      for (int64_t chunk = 0; chunk < host.size(0); ++chunk) sum += rows[chunk][term];
      const auto k = static_cast<size_t>(term);
      const std::string name = k < objective.terms.size() ? objective.terms[k] : "loss";
      values.emplace_back(settings.split + "/" + objective.name + "/" + name,
                          sum / static_cast<double>(group.num_rows));
    }
  }
  return values;
}

}  // namespace tandem
