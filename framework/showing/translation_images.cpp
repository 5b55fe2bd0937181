#include "framework/showing/translation_images.h"

#include <torch/torch.h>

#include <algorithm>

#include "framework/core/seed.h"
#include "framework/device/generator_seeding.h"
#include "framework/model/capabilities.h"

namespace tandem {
namespace {

constexpr int64_t kMaxColumns = 12;

}  // namespace

at::Tensor translate_pixels(TranslatesImages& model, PixelRange range, const at::Tensor& images,
                            const std::string& translation) {
  const torch::NoGradGuard no_gradients;
  std::vector<at::Tensor> translated;
  for (const at::Tensor& image : images.split(1)) {
    const at::Tensor input = to_model_input(Batch({{"images", image}}), range).field("images");
    seed_generators(input.device(), mix_seed(Stream::kGeneration));
    translated.push_back(to_pixels(model.translate(input, translation), range));
  }
  return at::cat(translated);
}

ImageRows translation_images(TranslatesImages& model, PixelRange range,
                             const Translation& translation, const Batch& batch) {
  const std::vector<Translation> all = model.translations();
  const Translation* back = way_back(all, translation);
  const at::Tensor& input = batch.field(translation.input);
  std::vector<at::Tensor> parts = {input.to(at::kCPU),
                                   translate_pixels(model, range, input, translation.name)};
  if (back != nullptr) {
    parts.push_back(translate_pixels(model, range, parts[1].to(input.device()), back->name));
  }
  if (translation.paired) parts.push_back(batch.field(translation.output).to(at::kCPU));
  int64_t channels = 1;
  for (const at::Tensor& images : parts) channels = std::max(channels, images.size(3));
  for (at::Tensor& images : parts) images = images.expand({-1, -1, -1, channels});
  const auto num_parts = static_cast<int64_t>(parts.size());
  const int64_t num_columns = std::min(input.size(0), kMaxColumns / num_parts) * num_parts;
  const at::Tensor tiles = at::stack(parts, 1).flatten(0, 1);
  const int64_t num_missing = (num_columns - tiles.size(0) % num_columns) % num_columns;
  return {at::constant_pad_nd(tiles, {0, 0, 0, 0, 0, 0, 0, num_missing}), num_columns};
}

}  // namespace tandem
