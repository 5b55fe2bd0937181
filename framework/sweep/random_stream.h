// Random numbers of a search: those of numpy's RandomState, so that its choices can be compared
// with Optuna's.
#pragma once

#include <cstdint>
#include <random>

namespace tandem {

/// The doubles of numpy.random.RandomState(seed).
class RandomStream {
 public:
  explicit RandomStream(uint32_t seed) : engine_(seed) {}
  /// Uniform in [0, 1), a multiple of 2^-53.
  double uniform();

 private:
  std::mt19937 engine_;
};

/// Seed of what is drawn for one group of parameters (as SearchSpace::groups has them) of one
/// trial. No stream goes on from trial to trial: what a trial draws depends on its number alone.
uint32_t group_seed(int64_t sampler_seed, int64_t number, size_t group);

}  // namespace tandem
