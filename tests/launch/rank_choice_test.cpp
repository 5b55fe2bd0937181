#include "launch/rank_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;

RankRequest request_with(int64_t micro_batches, int64_t cores) {
  RankRequest request;
  request.micro_batches = micro_batches;
  request.num_cores = cores;
  return request;
}

TEST(RankChoice, WithoutARequestTakesWhatDividesAndFits) {
  EXPECT_EQ(choose_ranks(request_with(4, 2)).ranks, 2);
  EXPECT_EQ(choose_ranks(request_with(4, 3)).ranks, 2);
  EXPECT_EQ(choose_ranks(request_with(4, 64)).ranks, 4);
  EXPECT_EQ(choose_ranks(request_with(1, 64)).ranks, 1);
  RankRequest request = request_with(8, 2);
  request.device = "cuda";
  request.num_gpus = 4;
  EXPECT_EQ(choose_ranks(request).ranks, 4);
  EXPECT_TRUE(choose_ranks(request).oversubscribes);
  request.hosts = "a:1,b:1";
  EXPECT_EQ(choose_ranks(request).ranks, 2);
  EXPECT_FALSE(choose_ranks(request).oversubscribes);
  EXPECT_EQ(choose_ranks(request).warning, "");
}

TEST(RankChoice, MoreThanTheCoresIsAWarning) {
  RankRequest request = request_with(4, 2);
  request.ranks = 4;
  const RankChoice choice = choose_ranks(request);
  EXPECT_EQ(choice.ranks, 4);
  EXPECT_TRUE(choice.oversubscribes);
  EXPECT_THAT(choice.warning, HasSubstr("4 ranks on the 2 cores"));
}

TEST(RankChoice, WhatDoesNotDivideIsRefusedWithTheCountsThatWork) {
  for (const int64_t ranks : {3, 8, 0, -1}) {
    RankRequest request = request_with(4, 16);
    request.ranks = ranks;
    EXPECT_THAT(message_of<ConfigError>([&] { choose_ranks(request); }),
                HasSubstr("1, 2, 4, got " + std::to_string(ranks)));
  }
}

TEST(RankChoice, CountsSlotsOfHosts) {
  EXPECT_EQ(count_slots("a:4,b:4"), 8);
  EXPECT_EQ(count_slots("node-1.example"), 1);
  for (const char* hosts : {"", "a:", "a:0", "a,,b", "a b", "-x", "a:1;b", "a:1,", "$(x)"}) {
    EXPECT_THROW(count_slots(hosts), UsageError) << hosts;
  }
}

TEST(RankChoice, ThereIsACore) { EXPECT_GE(count_cores(), 1); }

}  // namespace
}  // namespace tandem
