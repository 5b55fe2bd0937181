// The history of generated images that real ones are told from, in place of the newest ones alone
// (Shrivastava et al., "Learning from simulated and unsupervised images through adversarial
// training", 2017). Kept as lane state: each lane has its own.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "framework/model/generative_model.h"

namespace tandem {

struct ImagePoolOptions {
  std::string name;            // of the lane state: <name>_images and <name>_count
  int64_t size = 50;           // images; 0: no pool
  std::vector<int64_t> shape;  // (C, H, W) of one image
};

/// The declarations of an empty pool; none for size 0.
std::vector<LaneState> image_pool_states(const ImagePoolOptions& options);

/// One after the other, each image (N, C, H, W) of the micro-batch is stored while the pool is not
/// full, and comes back as it is; then it either comes back, or, with probability 1/2, takes the
/// place of a random stored one, which comes back instead. Drawn from the default generator;
/// updates the state in place, without gradients. The images themselves for size 0.
at::Tensor exchanged(const at::Tensor& images, const ImagePoolOptions& options,
                     const Context& context);

}  // namespace tandem
