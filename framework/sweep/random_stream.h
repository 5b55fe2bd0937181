// What a sweep draws: seeds, which follow from its own seed and from what is drawn, and numbers.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <random>

#include "framework/core/seed.h"

namespace tandem {

/// The doubles of numpy.random.RandomState(seed), so that choices can be compared with Optuna's.
class RandomStream {
 public:
  explicit RandomStream(uint32_t seed) : engine_(seed) {}
  /// Uniform in [0, 1), a multiple of 2^-53.
  double uniform();

 private:
  std::mt19937 engine_;
};

/// Seed of the stream that `fields` name, in this order; each of its low 32 bits depends on all.
template <std::integral... Fields>
constexpr uint64_t sweep_seed(Fields... fields) {
  uint64_t seed = mix_bits(sizeof...(fields));
  for (const uint64_t field : {static_cast<uint64_t>(fields)...}) {
    seed = mix_bits(seed ^ mix_bits(field));
  }
  return seed;
}

/// Seed of what is drawn for one group of parameters (as SearchSpace::groups has them) of one
/// trial. No stream goes on from trial to trial: what a trial draws depends on its number alone.
uint32_t group_seed(int64_t sampler_seed, int64_t number, size_t group);

}  // namespace tandem
