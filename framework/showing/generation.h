// Images that a model generates, in chunks of fixed size.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "framework/model/generative_model.h"
#include "framework/model/pixel_range.h"
#include "framework/showing/condition_values.h"

namespace tandem {

/// Images to be generated.
struct GenerationRequest {
  int64_t count = 64;
  uint64_t seed = 1;
  std::vector<ConditionValue> conditions = {};  // that all of them have
};

/// Takes images (n, H, W, C) uint8 on the CPU and the latents (n, …) that they are made of.
using GeneratedChunk = std::function<void(const at::Tensor& images, const at::Tensor& latents)>;

/// Makes images from latents that follow from the seed alone, chunk after chunk: any number of them
/// takes the memory of one chunk. The model is in evaluation mode. Throws ConfigError when the
/// family cannot generate.
void generate_chunks(GenerativeModel& model, PixelRange range, const at::Device& device,
                     const GenerationRequest& request, const GeneratedChunk& take);

/// The same images at once, (count, H, W, C) uint8 on the CPU.
at::Tensor generate_images(GenerativeModel& model, PixelRange range, const at::Device& device,
                           const GenerationRequest& request);

}  // namespace tandem
