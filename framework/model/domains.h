// Two domains of images that are translated into each other without pairs.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "framework/data/batch.h"
#include "framework/model/capabilities.h"

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

inline constexpr const char* kAToB = "a-to-b";
inline constexpr const char* kBToA = "b-to-a";

/// The ways between them.
inline std::vector<Translation> both_ways() {
  return {{.name = kAToB, .input = "a/images", .output = "b/images"},
          {.name = kBToA, .input = "b/images", .output = "a/images"}};
}

}  // namespace tandem
