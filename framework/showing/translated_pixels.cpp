#include "framework/showing/translated_pixels.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <vector>

#include "framework/core/seed.h"
#include "framework/device/generator_seeding.h"

namespace tandem {

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

}  // namespace tandem
