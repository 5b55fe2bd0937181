// What a family may be able to do besides training; sampling, grids and metrics ask for these by
// dynamic_cast. Images are (N, C, H, W) float32 in the pixel range that the family declares.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace tandem {

/// Makes images from latents.
class Generates {
 public:
  virtual ~Generates() = default;
  /// Draws `count` latents (count, …) from the prior with the default generator.
  virtual at::Tensor draw_latents(int64_t count) = 0;
  /// One image per latent.
  virtual at::Tensor generate(const at::Tensor& latents) = 0;
};

/// Maps images to their reconstructions.
class Reconstructs {
 public:
  virtual ~Reconstructs() = default;
  virtual at::Tensor reconstruct(const at::Tensor& images) = 0;
};

/// Maps images to latents.
class Encodes {
 public:
  virtual ~Encodes() = default;
  /// (N, latent): for a distribution, its mean.
  virtual at::Tensor encode(const at::Tensor& images) = 0;
};

/// Knows how probable an image is.
class EstimatesLikelihood {
 public:
  virtual ~EstimatesLikelihood() = default;
  /// log p(image) in nats, (N), estimated from `num_samples` draws of the default generator each.
  virtual at::Tensor log_likelihood(const at::Tensor& images, int64_t num_samples) = 0;
};

/// Has weights that a person can look at as images.
class ShowsFilters {
 public:
  virtual ~ShowsFilters() = default;
  /// Weights of the units that see the image: (units, C, H, W), of any scale.
  virtual at::Tensor filters() = 0;
};

}  // namespace tandem
