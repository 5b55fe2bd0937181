// Images made from a model for people to look at. Called by the observer of samples and by
// `tandem-worker sample`.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "framework/core/image.h"
#include "framework/data/batch.h"
#include "framework/model/generative_model.h"
#include "framework/model/pixel_range.h"
#include "framework/showing/latent_images.h"

namespace tandem {

/// `count` images (count, H, W, C) uint8 on the CPU from latents that follow from `seed` alone,
/// computed in chunks of fixed size. The model is in evaluation mode. Throws ConfigError when the
/// family cannot generate.
at::Tensor generate_images(GenerativeModel& model, PixelRange range, const at::Device& device,
                           int64_t count, uint64_t seed);

/// Images to be generated.
struct GenerationRequest {
  int64_t count = 64;
  uint64_t seed = 1;
  std::vector<ConditionValue> conditions = {};  // that all of them have
};
at::Tensor generate_images(GenerativeModel& model, PixelRange range, const at::Device& device,
                           const GenerationRequest& request);

/// Takes images (n, H, W, C) uint8 on the CPU and the latents (n, …) that they are made of.
using GeneratedChunk = std::function<void(const at::Tensor& images, const at::Tensor& latents)>;
/// The same images, chunk after chunk: any number of them takes the memory of one chunk.
void generate_chunks(GenerativeModel& model, PixelRange range, const at::Device& device,
                     const GenerationRequest& request, const GeneratedChunk& take);

/// Whether the family has the capability.
bool can_generate(const GenerativeModel& model);
bool can_reconstruct(const GenerativeModel& model);
bool can_traverse(const GenerativeModel& model);
bool can_show_filters(const GenerativeModel& model);

/// The images of `batch` (as stored) and their reconstructions, (2·N, H, W, C) uint8: row by row
/// of `num_columns`, originals above reconstructions. Of a model that denoises (3·N, H, W, C):
/// corrupted copies above what it makes of them above originals. What noise a family adds has a
/// fixed seed. Requires can_reconstruct.
at::Tensor reconstruct_images(GenerativeModel& model, PixelRange range, const Batch& batch,
                              int64_t num_columns);

/// A row of `num_columns` images per latent, at most kMaxTraversals: the first image of `batch` (as
/// stored) with that latent moved evenly from −3 to 3, (rows · num_columns, H, W, C) uint8.
/// Requires can_traverse.
inline constexpr int64_t kMaxTraversals = 32;
at::Tensor traversal_images(GenerativeModel& model, PixelRange range, const Batch& batch,
                            int64_t num_columns);

/// Rows from one image to another: the codes of images 2i and 2i + 1 of `batch` (as stored), at
/// most `num_rows` pairs, mixed in `num_columns` even steps and decoded, (rows · num_columns, H, W,
/// C) uint8. Requires can_traverse.
at::Tensor interpolation_images(GenerativeModel& model, PixelRange range, const Batch& batch,
                                int64_t num_rows, int64_t num_columns);

/// The filters of a family that shows them, at most `count`, (n, H, W, C) uint8, each scaled by its
/// largest absolute weight: grey is 0. Requires can_show_filters.
at::Tensor filter_images(GenerativeModel& model, int64_t count);

/// Images (N, H, W, C) uint8 one by one; of more than three channels the first.
std::vector<Image> images_of(const at::Tensor& images);

/// A grid of images (N, H, W, C) uint8, `num_columns` in a row; images of more than three channels
/// show the first.
Image grid_of(const at::Tensor& images, int64_t num_columns);

/// Columns of a grid of `count` images: a square, rounded up.
int64_t square_columns(int64_t count);

}  // namespace tandem
