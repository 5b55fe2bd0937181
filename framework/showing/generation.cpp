#include "framework/showing/generation.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <algorithm>

#include "framework/core/seed.h"
#include "framework/device/generator_seeding.h"
#include "framework/model/capabilities.h"

namespace tandem {
namespace {

// Kernels may round differently for another batch size, so the size is fixed.
constexpr int64_t kChunkSize = 64;

}  // namespace

void generate_chunks(GenerativeModel& model, PixelRange range, const at::Device& device,
                     const GenerationRequest& request, const GeneratedChunk& take) {
  const auto& [count, seed, conditions] = request;
  auto& generates = require<Generates>(model);
  const torch::NoGradGuard no_gradients;
  for (int64_t begin = 0; begin < count; begin += kChunkSize) {
    // By the number of the chunk: what it draws does not depend on those before it.
    seed_generators(device, mix_seed(Stream::kGeneration, seed, begin / kChunkSize));
    const at::Tensor latents =
        with_conditions(model, generates.draw_latents(kChunkSize), conditions);
    const at::Tensor images = generates.generate(latents);
    // The last chunk is drawn whole, too: an image does not depend on how many are wanted.
    const int64_t taken = std::min(kChunkSize, count - begin);
    take(to_pixels(images.narrow(0, 0, taken), range), latents.narrow(0, 0, taken));
  }
}

at::Tensor generate_images(GenerativeModel& model, PixelRange range, const at::Device& device,
                           const GenerationRequest& request) {
  std::vector<at::Tensor> chunks;
  generate_chunks(model, range, device, request,
                  [&](const at::Tensor& images, const at::Tensor&) { chunks.push_back(images); });
  return at::cat(chunks);
}

}  // namespace tandem
