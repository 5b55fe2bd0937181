// Seeds of what a sweep draws: they follow from its seed and from what is drawn.
#pragma once

#include <concepts>
#include <cstdint>

#include "framework/core/seed.h"

namespace tandem {

/// Seed of the stream that `fields` name, in this order; each of its low 32 bits depends on all.
template <std::integral... Fields>
constexpr uint64_t sweep_seed(Fields... fields) {
  uint64_t seed = mix_bits(sizeof...(fields));
  for (const uint64_t field : {static_cast<uint64_t>(fields)...}) {
    seed = mix_bits(seed ^ mix_bits(field));
  }
  return seed;
}

}  // namespace tandem
