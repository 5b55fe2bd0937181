// Families that encode an image to a distribution over latents.
#pragma once

#include <ATen/core/Tensor.h>

namespace tandem {

/// Independent normal distributions, one per latent of each image.
struct CodeDistribution {
  at::Tensor mean;          // (N, latent)
  at::Tensor log_variance;  // (N, latent)
};

/// Maps images to distributions over latents, under the prior that all latents are independent
/// standard normal. Beside Encodes, which gives the means.
class EncodesDistribution {
 public:
  static constexpr const char* kAbility = "encode images as distributions";

  virtual ~EncodesDistribution() = default;
  virtual CodeDistribution encode_distribution(const at::Tensor& images) = 0;
};

}  // namespace tandem
