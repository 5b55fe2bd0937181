#include "launch/doctor/heard_process.h"

#include <gtest/gtest.h>

#include <string>

#include "framework/core/error.h"

namespace tandem {
namespace {

TEST(HeardProcess, IsHeardWhileItRuns) {
  HeardProcess process({"sh", "-c", "echo out; echo err >&2; cat; exec sleep 1000"});
  EXPECT_TRUE(ends_in_time([&] { return process.output() == "out\nerr\n"; }, {}));
  EXPECT_FALSE(process.poll().has_value());
}

TEST(HeardProcess, SaysHowItEnded) {
  HeardProcess process({"sh", "-c", "echo gone; exit 3"});
  EXPECT_TRUE(ends_in_time([&] { return process.poll().has_value(); }, {}));
  EXPECT_EQ(process.poll()->code, 3);
  EXPECT_EQ(process.output(), "gone\n");
  EXPECT_THROW(HeardProcess({"/nowhere/program"}), FileError);
}

TEST(HeardProcess, KeepsTheLastOfMuch) {
  HeardProcess process({"sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x; echo end"});
  EXPECT_TRUE(ends_in_time([&] { return process.poll().has_value(); }, {}));
  EXPECT_EQ(process.output().size(), 1U << 20);
  EXPECT_TRUE(process.output().ends_with("xend\n"));
}

TEST(Patience, EndsAndMayBeInterrupted) {
  EXPECT_FALSE(ends_in_time([] { return false; }, {.limit = std::chrono::seconds(0)}));
  const Patience interrupted{.check = [] { throw UsageError({.what = "no more"}); }};
  EXPECT_THROW(ends_in_time([] { return false; }, interrupted), UsageError);
}

TEST(LastWords, AreALine) {
  EXPECT_EQ(last_words(""), "");
  EXPECT_EQ(last_words("\n \n"), "");
  EXPECT_EQ(last_words("a\nb\r\n\nc\nd \n"), "b / c / d");
  EXPECT_EQ(last_words("\x1b[2Jx"), "\\x1b[2Jx");
  EXPECT_EQ(last_words(std::string(9999, 'x') + "end"), std::string(297, 'x') + "end");
}

}  // namespace
}  // namespace tandem
