#include "framework/data/files/fletcher32.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace tandem {
namespace {

static_assert(std::endian::native == std::endian::little);

// Words are summed in kLanes columns, which the compiler turns into vectors. After kMaxRows rows a
// 32-bit sum of sums could overflow.
constexpr size_t kLanes = 16;
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
  std::array<uint32_t, kLanes> first{}, second{};
  for (size_t row = 0; row < num_rows; ++row) {
    std::array<uint16_t, kLanes> words;
    std::memcpy(words.data(), bytes + row * sizeof(words), sizeof(words));
    for (size_t lane = 0; lane < kLanes; ++lane) {
      first[lane] += words[lane];
      second[lane] += first[lane];
    }
  }
  // Word (row, lane) counts (num_rows - row) * kLanes - lane times in the sum of sums.
  uint64_t sum = 0, sum_of_sums = 0;
  for (size_t lane = 0; lane < kLanes; ++lane) {
    sum += first[lane];
    sum_of_sums += uint64_t{kLanes} * second[lane] - uint64_t{lane} * first[lane];
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
