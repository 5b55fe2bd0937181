#include "launch/job/rank_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
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
  request.device = DeviceKind::kCuda;
  request.num_gpus = 4;
  EXPECT_EQ(choose_ranks(request).ranks, 4);
  request.num_slots = 2;
  EXPECT_EQ(choose_ranks(request).ranks, 2);
  EXPECT_EQ(choose_ranks(request).warning, "");
}

TEST(RankChoice, AGpuThatIsNotThereIsRefusedButOnOtherHosts) {
  RankRequest request = request_with(4, 2);
  request.device = DeviceKind::kCuda;
  EXPECT_THAT(message_of<ConfigError>([&] { choose_ranks(request); }),
              AllOf(HasSubstr("no GPU that LibTorch can use"), HasSubstr("device=cpu")));
  request.shares_gpus = true;
  EXPECT_THROW(choose_ranks(request), ConfigError);
  request.num_slots = 2;  // of other hosts, which may have some
  EXPECT_EQ(choose_ranks(request).ranks, 2);
}

TEST(RankChoice, MoreThanTheCoresIsAWarning) {
  RankRequest request = request_with(4, 2);
  request.ranks = 4;
  const RankChoice choice = choose_ranks(request);
  EXPECT_EQ(choice.ranks, 4);
  EXPECT_THAT(choice.warning, HasSubstr("4 ranks on the 2 cores"));
}

TEST(RankChoice, RanksTakeTurnsOnlyWhereTheirSlotsHaveFewerCpus) {
  RankRequest request = request_with(4, 64);
  request.num_slots = 1;
  request.ranks = 2;
  EXPECT_THAT(choose_ranks(request).warning, HasSubstr("2 ranks on the 1 slots of the hosts"));
  request.num_cpus = 2;
  EXPECT_EQ(choose_ranks(request).warning, "");
  request.ranks = 4;
  EXPECT_THAT(choose_ranks(request).warning,
              AllOf(HasSubstr("4 ranks on the 2 CPUs of the hosts"), HasSubstr("; 2 would be")));
  request.ranks = std::nullopt;
  EXPECT_EQ(choose_ranks(request).ranks, 1) << "as many as were asked for as tasks";
  request.num_slots = 4;
  request.ranks = 4;
  EXPECT_EQ(choose_ranks(request).warning, "") << "slots that Slurm itself gave";
  request.num_slots = 1;
  request.num_cpus = 4;
  request.device = DeviceKind::kCuda;
  EXPECT_THAT(choose_ranks(request).warning, HasSubstr("4 ranks on the 1 slots of the hosts"));
}

TEST(RankChoice, WhatDoesNotDivideIsRefusedWithTheCountsThatWork) {
  for (const int64_t ranks : {3, 8, 0, -1}) {
    RankRequest request = request_with(4, 16);
    request.ranks = ranks;
    EXPECT_THAT(message_of<ConfigError>([&] { choose_ranks(request); }),
                HasSubstr("1, 2, 4, got " + std::to_string(ranks)));
  }
}

TEST(RankChoice, GpusThatStayIdleAreNamedWithWhatWouldUseThem) {
  RankRequest request = request_with(4, 64);
  request.device = DeviceKind::kCuda;
  request.num_gpus = 8;
  const RankChoice choice = choose_ranks(request);
  EXPECT_EQ(choice.ranks, 4);
  EXPECT_THAT(choice.warning, AllOf(HasSubstr("4 of the 8 GPUs of this machine stay idle"),
                                    HasSubstr("batch.micro_batches=8")));
  request.num_gpus = 6;
  EXPECT_EQ(choose_ranks(request).warning, "") << "no number of micro-batches uses six GPUs";
  request.num_slots = 16;
  EXPECT_THAT(choose_ranks(request).warning, AllOf(HasSubstr("12 of the 16 slots of the hosts"),
                                                   HasSubstr("batch.micro_batches=16")));
  request.ranks = 2;
  EXPECT_EQ(choose_ranks(request).warning, "") << "what was asked for";
}

TEST(RankChoice, IdleCoresAreNotWorthAWord) {
  EXPECT_EQ(choose_ranks(request_with(4, 64)).warning, "");
}

TEST(RankChoice, MoreRanksThanGpusAreRefusedUnlessTheyMayShare) {
  RankRequest request = request_with(4, 64);
  request.device = DeviceKind::kCuda;
  request.num_gpus = 1;
  request.ranks = 2;
  EXPECT_THAT(
      message_of<ConfigError>([&] { choose_ranks(request); }),
      AllOf(HasSubstr("at most 1"), HasSubstr("got 2"), HasSubstr("ranks.share_gpus=true")));
  request.shares_gpus = true;
  EXPECT_THAT(choose_ranks(request).warning, HasSubstr("2 ranks on the 1 GPUs"));
  request.shares_gpus = false;
  request.num_slots = 2;
  EXPECT_EQ(choose_ranks(request).ranks, 2) << "the GPUs of other hosts are not known here";
}

}  // namespace
}  // namespace tandem
