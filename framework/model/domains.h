// Two domains of images that are translated into each other without pairs.
#pragma once

#include <ATen/core/Tensor.h>

#include "framework/data/batch.h"

namespace tandem {

/// Something of each domain, in this order.
struct Domains {
  at::Tensor a;
  at::Tensor b;
};

/// The images (N, C, H, W) of both. Throws DataError for a batch that lacks one of them.
inline Domains domains_of(const Batch& batch) {
  return {batch.field("a/images"), batch.field("b/images")};
}

}  // namespace tandem
