#include "launch/cpu_info.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(CpuInfo, IsThatOfTheFirstProcessor) {
  const CpuInfo info = parse_cpu_info(
      "processor\t: 0\nmodel name\t: Maker's CPU @ 2.0GHz\nflags\t\t: fpu avx2 fma avx avx512fx\n\n"
      "processor\t: 1\nmodel name\t: Another\nflags\t\t: avx512f\n");
  EXPECT_EQ(info.model, "Maker's CPU @ 2.0GHz");
  EXPECT_THAT(info.instruction_sets, ElementsAre("avx", "avx2", "fma"));
}

TEST(CpuInfo, NamesThoseOfOtherMakers) {
  EXPECT_THAT(parse_cpu_info("Features\t: fp asimd sve\n").instruction_sets,
              ElementsAre("asimd", "sve"));
}

TEST(CpuInfo, MayBeUnknown) {
  for (const char* text : {"", "\n", "model name", "flags:\n"}) {
    EXPECT_EQ(parse_cpu_info(text).model, "") << text;
    EXPECT_THAT(parse_cpu_info(text).instruction_sets, IsEmpty()) << text;
  }
}

}  // namespace
}  // namespace tandem
