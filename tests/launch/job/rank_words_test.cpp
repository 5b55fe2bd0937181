#include "launch/job/rank_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(RankWords, OfWhatWasMeasuredTheFirstValuesOfSplitsAreSaid) {
  RankStatus status;
  // In the order of their names.
  status.values = {{"elbo/loss", 3}, {"test/a", 1},     {"test/c", 487.71234},
                   {"test/d", 4},    {"valid/b", 12.5}, {"valid/e", 5}};
  EXPECT_EQ(measured_text(status), "  test/a 1, test/c 487.71, test/d 4, valid/b 12.5\n");
  status.values = {{"elbo/loss", 3}};
  EXPECT_EQ(measured_text(status), "");
}

TEST(RankWords, AProcessIsToldByItsHostAndNumber) {
  RankStatus status;
  status.host = "a";
  status.pid = 7;
  EXPECT_EQ(process_text(status), "host a, pid 7");
}

TEST(RankWords, TheLastOperationIsSaidWhereThereWasOne) {
  RankStatus status;
  EXPECT_EQ(operation_text(status), "");
  status.operations = 41;
  EXPECT_EQ(operation_text(status), ", collective operation 41");
  status.operation = "sum_ordered";
  EXPECT_EQ(operation_text(status), ", collective operation 41 (sum_ordered)");
}

TEST(RankWords, OnlyAKillHintsAtMemory) {
  RankStatus status;
  EXPECT_EQ(memory_hint(SIGTERM, &status), "");
  EXPECT_THAT(memory_hint(SIGKILL, nullptr),
              AllOf(HasSubstr("out of memory"), Not(HasSubstr("had"))));
  status.rank = 3;
  status.peak_bytes = int64_t{3} << 30;
  EXPECT_THAT(memory_hint(SIGKILL, &status),
              AllOf(HasSubstr("rank 3 had up to 3"), Not(HasSubstr(" of the "))));
  status.memory_bytes = int64_t{4} << 30;
  EXPECT_THAT(memory_hint(SIGKILL, &status), HasSubstr(" for all processes there"));
}

}  // namespace
}  // namespace tandem
