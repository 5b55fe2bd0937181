#include "framework/evaluation/translation_images.h"

#include <torch/torch.h>

#include <algorithm>

#include "framework/core/seed.h"
#include "framework/evaluation/translations.h"
#include "framework/model/random_streams.h"

namespace tandem {
namespace {

constexpr int64_t kMaxColumns = 12;

}  // namespace

at::Tensor translate_pixels(TranslatesImages& model, PixelRange range, const at::Tensor& images,
                            const std::string& translation) {
  const torch::NoGradGuard no_gradients;
  const at::Tensor input = to_model_input(Batch({{"images", images}}), range).field("images");
  seed_generators(input.device(), mix_seed({static_cast<uint64_t>(Stream::kGeneration)}));
  return to_pixels(model.translate(input, translation), range);
}

ImageRows translation_images(TranslatesImages& model, PixelRange range,
                             const Translation& translation, const Batch& batch) {
  const std::vector<Translation> all = model.translations();
  const Translation* back = way_back(all, translation);
  const at::Tensor& stored = batch.field(translation.input);
  const int64_t num_parts = 2 + (back != nullptr ? 1 : 0) + (translation.paired ? 1 : 0);
  const int64_t samples_per_row = std::min(stored.size(0), kMaxColumns / num_parts);
  const int64_t num_rows = stored.size(0) / samples_per_row;
  std::vector<at::Tensor> rows;
  for (int64_t row = 0; row < num_rows; ++row) {
    const auto part = [&](const at::Tensor& images) {
      return images.narrow(0, row * samples_per_row, samples_per_row);
    };
    const at::Tensor input = part(stored);
    std::vector<at::Tensor> parts = {input.to(at::kCPU),
                                     translate_pixels(model, range, input, translation.name)};
    if (back != nullptr) {
      parts.push_back(translate_pixels(model, range, parts[1].to(input.device()), back->name));
    }
    if (translation.paired) parts.push_back(part(batch.field(translation.output)).to(at::kCPU));
    int64_t channels = 1;
    for (const at::Tensor& images : parts) channels = std::max(channels, images.size(3));
    for (at::Tensor& images : parts) images = images.expand({-1, -1, -1, channels});
    rows.push_back(at::stack(parts, 1).flatten(0, 1));
  }
  return {at::cat(rows), samples_per_row * num_parts};
}

}  // namespace tandem
