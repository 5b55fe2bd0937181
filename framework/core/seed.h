// Seeds of random streams, and a small generator for permutations. No state is ever saved: every
// stream follows from the run seed and from where in the run it is used.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace tandem {

/// One step of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators", 2014): a bijection in which every output bit depends on every input bit.
constexpr uint64_t mix_bits(uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

/// What a stream of random numbers is for, so that no two uses share one.
enum class Stream : uint64_t {
  kInitialization = 1,
  kTraining,
  kSampleOrder,
  kEvaluation,
  kGeneration,
  kPacking,
  kPreparation,
  kLaneState,
  kAugmentation,
};

/// Seed of the stream that `fields` name, in this order. Each of its low 32 bits, which are all
/// that the CPU generator of LibTorch uses, depends on every field.
template <std::integral... Fields>
constexpr uint64_t mix_seed(Stream stream, Fields... fields) {
  uint64_t seed = 1 + sizeof...(fields);
  for (const uint64_t field : {static_cast<uint64_t>(stream), static_cast<uint64_t>(fields)...}) {
    seed = mix_bits(seed ^ mix_bits(field));
  }
  return seed;
}

/// SplitMix64 as a sequence. The same numbers on every machine.
class RandomSequence {
 public:
  explicit RandomSequence(uint64_t seed) : state_(seed) {}
  uint64_t next() { return mix_bits(state_ += 0x9e3779b97f4a7c15ULL); }
  /// Uniform in [0, 1): 53 bits, as many as a double holds exactly.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  /// Uniform in [0, bound); `bound` > 0 (Lemire's multiplication; the bias is below 2^-32).
  uint64_t below(uint64_t bound) {
    return static_cast<uint64_t>((static_cast<unsigned __int128>(next()) * bound) >> 64);
  }

 private:
  uint64_t state_;
};

/// Fisher-Yates shuffle of `items`, the same for the same seed on every machine.
template <class T>
void shuffle(std::vector<T>& items, uint64_t seed) {
  RandomSequence random(seed);
  for (uint64_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random.below(i)]);
}

/// A permutation of 0 … count−1.
inline std::vector<int64_t> permutation(int64_t count, uint64_t seed) {
  std::vector<int64_t> order(static_cast<size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  shuffle(order, seed);
  return order;
}

}  // namespace tandem
