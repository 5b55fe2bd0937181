#include "launch/sum_timing.h"

#include <gtest/gtest.h>

#include "framework/core/error.h"

namespace tandem {
namespace {

TEST(SumTiming, IsALineAndReadBack) {
  const SumTiming timing =
      parse_sum_timing(to_json_line(SumTiming{.bytes = 1024, .ranks = 4, .seconds = 0.25}));
  EXPECT_EQ(timing.bytes, 1024);
  EXPECT_EQ(timing.ranks, 4);
  EXPECT_EQ(timing.seconds, 0.25);
}

TEST(SumTiming, IsReadStrictly) {
  for (const char* text :
       {"{}", "x", R"({"bytes":1024,"ranks":2})", R"({"bytes":1024,"ranks":2,"seconds":0})",
        R"({"bytes":-1,"ranks":2,"seconds":1})", R"({"bytes":1.5,"ranks":2,"seconds":1})",
        R"({"bytes":1024,"ranks":2,"seconds":"1"})"}) {
    EXPECT_THROW(parse_sum_timing(text), Error) << text;
  }
}

TEST(SumTiming, TellsLatencyOfSmallOnesAndBandwidthOfLargeOnes) {
  EXPECT_EQ(to_sentence({.bytes = 1024, .ranks = 2, .seconds = 84.24e-6}), "1 KiB in 84.2 µs");
  EXPECT_EQ(to_sentence({.bytes = 16 << 20, .ranks = 2, .seconds = 0.0310}),
            "16 MiB in 31000 µs (0.541 GB/s)");
}

}  // namespace
}  // namespace tandem
