#include "framework/metrics/denoising_quality.h"

#include <torch/torch.h>

#include "framework/metrics/gathered_rows.h"
#include "framework/model/capabilities.h"

namespace tandem {

bool denoises(const GenerativeModel& model) {
  const auto* corrupts = dynamic_cast<const Corrupts*>(&model);
  return corrupts != nullptr && corrupts->corrupts() &&
         dynamic_cast<const Reconstructs*>(&model) != nullptr;
}

NamedValues evaluate_denoising(GenerativeModel& model, const DataSources& data,
                               const EvaluationSettings& settings, Communicator& communicator) {
  if (!denoises(model)) return {};
  const torch::NoGradGuard no_gradients;
  auto& corrupts = dynamic_cast<Corrupts&>(model);
  auto& reconstructs = dynamic_cast<Reconstructs&>(model);
  const auto means = [&](const Batch& input, int64_t) {
    const at::Tensor& images = input.field("images");
    const auto error = [&](const at::Tensor& seen) {
      return at::mse_loss(reconstructs.reconstruct(seen), images);
    };
    return at::stack({error(corrupts.corrupt(images)), error(images)});
  };
  const std::vector<double> errors =
      split_means(data, settings,
                  {.stream = stream_of(MetricStream::kDenoising), .num_values = 2, .means = means},
                  communicator);
  return {{settings.split + "/corrupted_input_mse", errors[0]},
          {settings.split + "/clean_input_mse", errors[1]}};
}

}  // namespace tandem
