#include "framework/data/storage/fletcher32.h"

#include <gtest/gtest.h>

#include <vector>

#include "framework/core/seed.h"

namespace tandem {
namespace {

/// The algorithm as HDF5 has it, word by word.
uint32_t word_by_word(const std::vector<std::byte>& bytes) {
  const auto fold = [](uint32_t sum) { return (sum & 0xffff) + (sum >> 16); };
  uint32_t first = 0, second = 0;
  for (size_t i = 0; i < bytes.size(); i += 2) {
    first += std::to_integer<uint32_t>(bytes[i]) << 8;
    if (i + 1 < bytes.size()) first += std::to_integer<uint32_t>(bytes[i + 1]);
    first = fold(first);
    second = fold(second + first);
  }
  return fold(second) << 16 | fold(first);
}

TEST(Fletcher32, IsThatOfHdf5ForEveryLength) {
  RandomSequence random(1);
  for (size_t size = 0; size < 600; ++size) {
    std::vector<std::byte> bytes(size);
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(random.next());
    EXPECT_EQ(fletcher32(bytes), word_by_word(bytes)) << size;
  }
}

TEST(Fletcher32, DoesNotOverflow) {
  for (size_t size : {8192u, 8191u, 300000u, 1048577u}) {
    const std::vector<std::byte> bytes(size, std::byte{0xff});
    EXPECT_EQ(fletcher32(bytes), word_by_word(bytes)) << size;
  }
}

TEST(Fletcher32, ZeroIsToldFromItsMultiples) {
  EXPECT_EQ(fletcher32(std::vector<std::byte>(1000)), 0u);
  const std::vector<std::byte> ones(64, std::byte{0xff});
  EXPECT_EQ(fletcher32(ones), 0xffffffffu);
}

}  // namespace
}  // namespace tandem
