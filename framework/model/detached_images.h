// Images that other networks of a model learn from, but not the one that makes them.
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>

#include "framework/model/capabilities.h"

namespace tandem {

/// What the model generates from latents, without a graph behind it.
inline at::Tensor detached_images(Generates& model, const at::Tensor& latents) {
  const at::NoGradGuard no_gradients;
  return model.generate(latents);
}

}  // namespace tandem
