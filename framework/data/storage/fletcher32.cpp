#include "framework/data/storage/fletcher32.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace tandem {
namespace {

static_assert(std::endian::native == std::endian::little);

// Four pairs of words; GCC and Clang have arithmetic on such types, on every machine.
using Vector __attribute__((vector_size(16))) = uint32_t;

// Words are summed in kLanes columns. After kMaxRows rows a 32-bit sum of sums could overflow.
constexpr size_t kVectors = 2;
constexpr size_t kVectorLanes = 8;
constexpr size_t kLanes = kVectors * kVectorLanes;
constexpr size_t kMaxRows = 256;
constexpr uint64_t kModulus = 65535;

/// The two sums so far; words are taken little-endian.
struct Sums {
  uint64_t first = 0;
  uint64_t second = 0;
  bool all_zero = true;

  /// Appends `count` words with sum `sum` and sum of sums `sum_of_sums`.
  void append(uint64_t count, uint64_t sum, uint64_t sum_of_sums) {
    second = (second + count * first + sum_of_sums) % kModulus;
    first = (first + sum) % kModulus;
    all_zero = all_zero && sum == 0;
  }
};

void append_rows(const std::byte* bytes, size_t num_rows, Sums& sums) {
  // Sums of the even and of the odd words, and sums of those sums.
  std::array<Vector, kVectors> even{}, odd{}, even_sums{}, odd_sums{};
  for (size_t row = 0; row < num_rows; ++row) {
    std::array<Vector, kVectors> pairs;
    std::memcpy(pairs.data(), bytes + row * sizeof(pairs), sizeof(pairs));
    for (size_t i = 0; i < kVectors; ++i) {
      even[i] += pairs[i] & 0xffff;
      odd[i] += pairs[i] >> 16;
      even_sums[i] += even[i];
      odd_sums[i] += odd[i];
    }
  }
  // Word (row, lane) counts (num_rows - row) * kLanes - lane times in the sum of sums.
  uint64_t sum = 0, sum_of_sums = 0;
  for (uint64_t lane = 0; lane < kLanes; lane += 2) {
    const size_t i = lane / kVectorLanes, k = lane % kVectorLanes / 2;
    sum += uint64_t{even[i][k]} + odd[i][k];
    sum_of_sums += kLanes * (uint64_t{even_sums[i][k]} + odd_sums[i][k]);
    sum_of_sums -= lane * even[i][k] + (lane + 1) * odd[i][k];
  }
  sums.append(num_rows * kLanes, sum, sum_of_sums);
}

/// Words are big-endian in the filter; swapping the bytes of every word multiplies both sums by 256
/// modulo 65535. HDF5 folds carries, which gives 65535 instead of 0 unless all words are 0.
uint32_t folded(uint64_t sum, bool all_zero) {
  const uint64_t swapped = sum * 256 % kModulus;
  return static_cast<uint32_t>(swapped == 0 && !all_zero ? kModulus : swapped);
}

}  // namespace

uint32_t fletcher32(std::span<const std::byte> bytes) {
  constexpr size_t kRowBytes = kLanes * sizeof(uint16_t);
  Sums sums;
  while (bytes.size() >= kRowBytes) {
    const size_t num_rows = std::min(kMaxRows, bytes.size() / kRowBytes);
    append_rows(bytes.data(), num_rows, sums);
    bytes = bytes.subspan(num_rows * kRowBytes);
  }
  for (; !bytes.empty(); bytes = bytes.subspan(std::min<size_t>(2, bytes.size()))) {
    uint16_t word = 0;
    std::memcpy(&word, bytes.data(), std::min<size_t>(2, bytes.size()));
    sums.append(1, word, word);
  }
  return folded(sums.second, sums.all_zero) << 16 | folded(sums.first, sums.all_zero);
}

}  // namespace tandem
