#include "framework/showing/generation.h"

#include <torch/torch.h>

#include <algorithm>

#include "framework/core/error.h"
#include "framework/core/png.h"
#include "framework/core/seed.h"
#include "framework/device/generator_seeding.h"
#include "framework/metrics/denoising_quality.h"
#include "framework/model/capabilities.h"

namespace tandem {
namespace {

// Kernels may round differently for another batch size, so the size is fixed.
constexpr int64_t kChunkSize = 64;

/// The codes of images as stored, (N, latent). What noise a family adds has a fixed seed.
at::Tensor codes_of(GenerativeModel& model, PixelRange range, const Batch& batch) {
  const at::Tensor images = to_model_input(batch, range).field("images");
  seed_generators(images.device(), mix_seed(Stream::kGeneration));
  return dynamic_cast<Encodes&>(model).encode(images);
}

}  // namespace

bool can_generate(const GenerativeModel& model) {
  return dynamic_cast<const Generates*>(&model) != nullptr;
}

bool can_reconstruct(const GenerativeModel& model) {
  return dynamic_cast<const Reconstructs*>(&model) != nullptr;
}

bool can_traverse(const GenerativeModel& model) {
  return can_generate(model) && dynamic_cast<const Encodes*>(&model) != nullptr;
}

bool can_show_filters(const GenerativeModel& model) {
  return dynamic_cast<const ShowsFilters*>(&model) != nullptr;
}

at::Tensor generate_images(GenerativeModel& model, PixelRange range, const at::Device& device,
                           int64_t count, uint64_t seed) {
  return generate_images(model, range, device, {.count = count, .seed = seed});
}

at::Tensor generate_images(GenerativeModel& model, PixelRange range, const at::Device& device,
                           const GenerationRequest& request) {
  std::vector<at::Tensor> chunks;
  generate_chunks(model, range, device, request,
                  [&](const at::Tensor& images, const at::Tensor&) { chunks.push_back(images); });
  return at::cat(chunks);
}

void generate_chunks(GenerativeModel& model, PixelRange range, const at::Device& device,
                     const GenerationRequest& request, const GeneratedChunk& take) {
  const auto& [count, seed, conditions] = request;
  auto* generates = dynamic_cast<Generates*>(&model);
  if (generates == nullptr) {
    throw ConfigError({.what = "this family does not generate images from latents",
                       .where = "sample",
                       .expected = "a family with the capability Generates"});
  }
  torch::NoGradGuard no_grad;
  for (int64_t begin = 0; begin < count; begin += kChunkSize) {
    seed_generators(device, mix_seed(Stream::kGeneration, seed, begin / kChunkSize));
    const at::Tensor latents =
        with_conditions(model, generates->draw_latents(kChunkSize), conditions);
    const at::Tensor images = generates->generate(latents);
    const int64_t taken = std::min(kChunkSize, count - begin);
    take(to_pixels(images.narrow(0, 0, taken), range), latents.narrow(0, 0, taken));
  }
}

at::Tensor reconstruct_images(GenerativeModel& model, PixelRange range, const Batch& batch,
                              int64_t num_columns) {
  torch::NoGradGuard no_grad;
  auto& reconstructs = dynamic_cast<Reconstructs&>(model);
  const Batch input = to_model_input(batch, range);
  seed_generators(input.field("images").device(), mix_seed(Stream::kGeneration));
  const at::Tensor originals = batch.field("images").to(at::kCPU);
  at::Tensor seen = input.field("images");
  const bool restores = denoises(model);
  if (restores) seen = dynamic_cast<Corrupts&>(model).corrupt(seen);
  const at::Tensor outputs = to_pixels(reconstructs.reconstruct(seen), range);
  std::vector<at::Tensor> tiles = {originals, outputs};
  if (restores) tiles = {to_pixels(seen, range), outputs, originals};
  std::vector<at::Tensor> rows;
  for (int64_t begin = 0; begin < originals.size(0); begin += num_columns) {
    const int64_t count = std::min(num_columns, originals.size(0) - begin);
    for (const at::Tensor& each : tiles) rows.push_back(each.narrow(0, begin, count));
  }
  return at::cat(rows);
}

at::Tensor traversal_images(GenerativeModel& model, PixelRange range, const Batch& batch,
                            int64_t num_columns) {
  torch::NoGradGuard no_grad;
  const at::Tensor code = codes_of(model, range, batch).narrow(0, 0, 1);
  const int64_t num_rows = std::min(code.size(1), kMaxTraversals);
  const at::Tensor positions = at::linspace(-3, 3, num_columns, code.options());
  std::vector<at::Tensor> rows;
  for (int64_t latent = 0; latent < num_rows; ++latent) {
    at::Tensor codes = code.repeat({num_columns, 1});
    codes.select(1, latent).copy_(positions);
    rows.push_back(to_pixels(dynamic_cast<Generates&>(model).generate(codes), range));
  }
  return at::cat(rows);
}

at::Tensor interpolation_images(GenerativeModel& model, PixelRange range, const Batch& batch,
                                int64_t num_rows, int64_t num_columns) {
  torch::NoGradGuard no_grad;
  const at::Tensor codes = codes_of(model, range, batch);
  const at::Tensor share = at::linspace(0, 1, num_columns, codes.options()).unsqueeze(1);
  std::vector<at::Tensor> rows;
  for (int64_t row = 0; row < std::min(num_rows, codes.size(0) / 2); ++row) {
    const at::Tensor mixed = at::lerp(codes[2 * row], codes[2 * row + 1], share);
    rows.push_back(to_pixels(dynamic_cast<Generates&>(model).generate(mixed), range));
  }
  return at::cat(rows);
}

at::Tensor filter_images(GenerativeModel& model, int64_t count) {
  torch::NoGradGuard no_grad;
  const at::Tensor all = dynamic_cast<ShowsFilters&>(model).filters();
  const at::Tensor shown = all.narrow(0, 0, std::min(count, all.size(0)));
  const at::Tensor scale = shown.abs().amax({1, 2, 3}, /*keepdim=*/true).clamp_min(1e-12);
  return to_pixels(shown / scale, PixelRange::kSigned);
}

std::vector<Image> images_of(const at::Tensor& images) {
  const int64_t channels = images.size(3) == 3 ? 3 : 1;
  const at::Tensor shown = images.narrow(3, 0, channels).contiguous();
  std::vector<Image> result;
  for (int64_t i = 0; i < shown.size(0); ++i) {
    const at::Tensor image = shown[i];
    const auto* pixels = image.const_data_ptr<uint8_t>();
    result.push_back({.height = shown.size(1),
                      .width = shown.size(2),
                      .channels = channels,
                      .pixels = std::vector<uint8_t>(pixels, pixels + image.numel())});
  }
  return result;
}

Image grid_of(const at::Tensor& images, int64_t num_columns) {
  return make_grid(images_of(images), num_columns);
}

int64_t square_columns(int64_t count) {
  int64_t columns = 1;
  while (columns * columns < count) ++columns;
  return columns;
}

}  // namespace tandem
