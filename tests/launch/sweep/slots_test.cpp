#include "launch/sweep/slots.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/core/process.h"
#include "tests/support/environment_variable.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

/// A place's only host.
std::string host_of(const std::optional<JobPlace>& place) {
  EXPECT_EQ(place.value().shares.size(), 1U);
  return place->shares.front().host;
}

TEST(Slots, JobsHaveCoresOfTheirOwn) {
  Slots slots({.cores = {0, 2, 4, 6}}, {.ranks_per_trial = 2}, std::nullopt);
  EXPECT_EQ(slots.size(), 2U);
  const auto first = slots.take({.waiting = 5, .micro_batches = 4});
  const auto second = slots.take({.waiting = 4, .micro_batches = 4});
  ASSERT_TRUE(first && second);
  EXPECT_THAT(first->child.cores, ElementsAre(0, 2));
  EXPECT_THAT(second->child.cores, ElementsAre(4, 6));
  EXPECT_EQ(second->ranks, 2);
  EXPECT_FALSE(slots.take({.waiting = 3, .micro_batches = 4}));
  slots.give_back(*first);
  EXPECT_THAT(slots.take({.waiting = 3, .micro_batches = 4})->child.cores, ElementsAre(0, 2));
}

TEST(Slots, EveryPlaceHasTheWordsOfTheLauncher) {
  Slots slots({.cores = {0, 1}, .launcher_words = {"--pass-env=A"}}, {}, std::nullopt);
  EXPECT_THAT(slots.take({.waiting = 2, .micro_batches = 4})->launcher_words,
              ElementsAre("--pass-env=A"));
  EXPECT_FALSE(slots.are_all_taken());
  EXPECT_THAT(slots.take({.waiting = 1, .micro_batches = 4})->launcher_words,
              ElementsAre("--pass-env=A"));
  EXPECT_TRUE(slots.are_all_taken());
}

TEST(Slots, FewerJobsGetMoreRanks) {
  Slots slots({.cores = {0, 1, 2, 3, 4, 5}}, {}, std::nullopt);
  const auto alone = slots.take({.waiting = 1, .micro_batches = 8});
  ASSERT_TRUE(alone);
  EXPECT_EQ(alone->ranks, 4);  // 6 do not divide 8
  EXPECT_EQ(alone->child.cores.size(), 4U);
  EXPECT_EQ(slots.take({.waiting = 1, .micro_batches = 8})->ranks, 2);
}

TEST(Slots, AreNoMoreThanAskedFor) {
  Slots slots({.cores = {0, 1, 2, 3}}, {}, 2);
  EXPECT_EQ(slots.size(), 2U);
  EXPECT_EQ(slots.take({.waiting = 9, .micro_batches = 4})->ranks, 2);
  EXPECT_EQ(slots.take({.waiting = 8, .micro_batches = 4})->ranks, 2);
  EXPECT_FALSE(slots.take({.waiting = 7, .micro_batches = 4}));
  EXPECT_FALSE(Slots({.cores = {0}}, {}, std::nullopt).take({.waiting = 0, .micro_batches = 4}));
}

TEST(Slots, OnClosedHostsNothingBegins) {
  Slots slots({.cores = {}, .hosts = {{"a", 1}, {"b", 2}}}, {}, std::nullopt);
  const auto place = slots.take({.waiting = 3, .micro_batches = 4, .closed = {"a"}});
  ASSERT_TRUE(place);
  EXPECT_EQ(host_of(place), "b");
  EXPECT_FALSE(slots.take({.waiting = 2, .micro_batches = 4, .closed = {"a", "b"}}));
  EXPECT_EQ(host_of(slots.take({.waiting = 2, .micro_batches = 4})), "a");
  Slots here({.cores = {0, 1}}, {}, std::nullopt);
  EXPECT_FALSE(here.take({.waiting = 1, .micro_batches = 4, .closed = {""}}));
}

TEST(Slots, BelowOneTrialPerGpuEachHasSeveral) {
  Slots slots({.cores = {0}, .num_gpus = 4}, {.trials_per_gpu = 0.5}, std::nullopt);
  EXPECT_EQ(slots.size(), 2U);
  const auto first = slots.take({.waiting = 9, .micro_batches = 4});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->ranks, 2);
  EXPECT_THAT(first->child.gpus, ElementsAre(0, 1));
  EXPECT_THAT(slots.take({.waiting = 9, .micro_batches = 4})->child.gpus, ElementsAre(2, 3));
  EXPECT_FALSE(slots.take({.waiting = 9, .micro_batches = 4}));
}

TEST(Slots, ATrialOnSeveralGpusOfAHostHasThemAll) {
  const Machine hosts{.cores = {}, .hosts = {{"a", 3}, {"b", 2}}, .slots_are_gpus = true};
  Slots slots(hosts, {.trials_per_gpu = 0.5}, std::nullopt);
  EXPECT_EQ(slots.size(), 2U);
  EXPECT_THAT(slots.take({.waiting = 9, .micro_batches = 4})->child.host_gpus, ElementsAre(0, 1));
  EXPECT_EQ(host_of(slots.take({.waiting = 9, .micro_batches = 4})), "b");
  // Where Slurm hands out one for each rank, too.
  const Machine nodes{.cores = {}, .hosts = {{"a", 4}}, .ranks_have_gpus = true};
  EXPECT_EQ(Slots(nodes, {.trials_per_gpu = 0.5}, std::nullopt)
                .take({.waiting = 9, .micro_batches = 4})
                ->ranks,
            2);
  EXPECT_EQ(Slots({.cores = {0, 1}}, {.trials_per_gpu = 0.5}, std::nullopt).size(), 2U)
      << "without GPUs it says nothing";
}

TEST(Slots, FewerGpusThanATrialHasAreRefused) {
  EXPECT_THAT(
      [] { Slots({.cores = {0}, .num_gpus = 2}, {.trials_per_gpu = 0.25}, std::nullopt); },
      ThrowsMessage<UsageError>(AllOf(HasSubstr("trials_per_gpu"), HasSubstr("at most 2"))));
}

TEST(Slots, GpusAreShared) {
  Slots slots({.cores = {0}, .num_gpus = 2}, {.trials_per_gpu = 2}, std::nullopt);
  EXPECT_EQ(slots.size(), 4U);
  std::vector<std::vector<int>> gpus;
  for (size_t waiting = 9; auto place = slots.take({.waiting = waiting, .micro_batches = 4});
       --waiting) {
    gpus.push_back(place->child.gpus);
  }
  EXPECT_THAT(gpus, ElementsAre(ElementsAre(0), ElementsAre(1), ElementsAre(0), ElementsAre(1)));
}

TEST(Slots, HostsAreFilledOneAfterTheOther) {
  Slots slots({.cores = {0}, .hosts = {{"a", 2}, {"b", 3}}}, {.ranks_per_trial = 2}, std::nullopt);
  const auto first = slots.take({.waiting = 9, .micro_batches = 4});
  const auto second = slots.take({.waiting = 8, .micro_batches = 4});
  ASSERT_TRUE(first && second);
  EXPECT_EQ(host_of(first), "a");
  EXPECT_EQ(host_of(second), "b");
  EXPECT_THAT(second->child.cores, IsEmpty());
  EXPECT_FALSE(slots.take({.waiting = 7, .micro_batches = 4}));
  slots.give_back(*first);
  EXPECT_EQ(host_of(slots.take({.waiting = 7, .micro_batches = 4})), "a");
}

TEST(Slots, GpusOfHostsAreToldToTheirRanks) {
  const Machine machine{.cores = {},
                        .hosts = {{"a", 2}, {"b", 2}},
                        .slots_are_gpus = true,
                        .launcher_words = {"--pass-env=A"}};
  Slots slots(machine, {}, std::nullopt);
  EXPECT_EQ(slots.size(), 4U);
  const auto first = slots.take({.waiting = 9, .micro_batches = 4});
  const auto second = slots.take({.waiting = 8, .micro_batches = 4});
  const auto third = slots.take({.waiting = 7, .micro_batches = 4});
  ASSERT_TRUE(first && second && third);
  EXPECT_THAT(first->child.host_gpus, ElementsAre(0));
  EXPECT_THAT(second->child.host_gpus, ElementsAre(1));
  EXPECT_EQ(host_of(third), "b");
  EXPECT_THAT(third->child.host_gpus, ElementsAre(0));
  EXPECT_THAT(second->child.gpus, IsEmpty());
  EXPECT_THAT(second->launcher_words,
              ElementsAre("--pass-env=A", "--pass-env=CUDA_VISIBLE_DEVICES"));
  slots.give_back(*second);
  EXPECT_THAT(slots.take({.waiting = 7, .micro_batches = 4})->child.host_gpus, ElementsAre(1));
}

TEST(Slots, GpusOfThisMachineAreThoseThatItSees) {
  const Machine machine{
      .cores = {}, .num_gpus = 2, .hosts = {{host_name(), 2}}, .slots_are_gpus = true};
  Slots slots(machine, {}, std::nullopt);
  const auto place = slots.take({.waiting = 9, .micro_batches = 4});
  ASSERT_TRUE(place);
  EXPECT_THAT(place->child.gpus, ElementsAre(0));
  EXPECT_THAT(place->child.host_gpus, IsEmpty());
  EXPECT_THAT(place->launcher_words, IsEmpty());
}

TEST(Slots, NoMoreGpusOfThisMachineThanItHas) {
  const std::string here = host_name();
  EXPECT_THAT(
      [&] {
        Slots({.cores = {}, .num_gpus = 1, .hosts = {{here, 1}, {here, 1}}, .slots_are_gpus = true},
              {}, std::nullopt);
      },
      ThrowsMessage<UsageError>(HasSubstr("fewer GPUs")));
}

TEST(Slots, LocalhostIsThisMachine) {
  const auto slots_on = [](int64_t num_named) {
    return Slots({.cores = {},
                  .num_gpus = 2,
                  .hosts = {{"localhost", 1}, {host_name(), num_named - 1}},
                  .slots_are_gpus = true},
                 {}, std::nullopt);
  };
  Slots slots = slots_on(2);
  for (const int gpu : {0, 1}) {
    // Among those that this process was given, and not of numbers of another machine.
    EXPECT_THAT(slots.take({.waiting = 9, .micro_batches = 1}).value().child.gpus,
                ElementsAre(gpu));
  }
  EXPECT_THAT([&] { (void)slots_on(3); }, ThrowsMessage<UsageError>(HasSubstr("fewer GPUs")));
}

TEST(Slots, AHostThatIsNamedTwiceIsOne) {
  Slots slots({.cores = {}, .hosts = {{"a", 1}, {"a.cluster", 1}}, .slots_are_gpus = true}, {},
              std::nullopt);
  EXPECT_EQ(slots.size(), 2U);
  const auto first = slots.take({.waiting = 9, .micro_batches = 4});
  const auto second = slots.take({.waiting = 9, .micro_batches = 4});
  ASSERT_TRUE(first && second);
  EXPECT_THAT(second->child.host_gpus, ElementsAre(1));
  slots.give_back(*first);
  EXPECT_TRUE(slots.take({.waiting = 9, .micro_batches = 4}));
  EXPECT_FALSE(slots.take({.waiting = 9, .micro_batches = 4}));
}

TEST(Slots, RanksOfATrialNeedDifferentGpus) {
  EXPECT_THROW(Slots({.cores = {0}, .num_gpus = 1}, {.ranks_per_trial = 2, .trials_per_gpu = 2},
                     std::nullopt),
               UsageError);
}

TEST(Slots, TheLastJobIsWhereItHasMostRanks) {
  Slots slots({.cores = {}, .hosts = {{"a", 2}, {"b", 4}}}, {}, std::nullopt);
  EXPECT_EQ(hosts_words(*slots.take({.waiting = 1, .micro_batches = 4})), "b:4");
}

TEST(Slots, AJobMayHaveMoreRanksOnceOthersHaveEnded) {
  Slots slots({.cores = {0, 1, 2, 3}}, {}, 2);
  const auto first = slots.take({.waiting = 2, .micro_batches = 4});
  const auto second = slots.take({.waiting = 1, .micro_batches = 4});
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(slots.has_free());
  EXPECT_EQ(slots.most_ranks(*second, 4), 2);
  EXPECT_EQ(slots.widen(*second, 4).ranks, 2);
  slots.give_back(*first);
  EXPECT_TRUE(slots.has_free());
  EXPECT_EQ(slots.most_ranks(*second, 6), 3);
  EXPECT_EQ(slots.most_ranks(*second, 4), 4);
  const JobPlace wide = slots.widen(*second, 4);
  EXPECT_THAT(wide.child.cores, ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(wide.ranks, 4);
  EXPECT_FALSE(slots.has_free());
  EXPECT_FALSE(slots.are_all_taken()) << "it is one job still";
  slots.give_back(wide);
  EXPECT_EQ(slots.take({.waiting = 1, .micro_batches = 4})->ranks, 4);
}

TEST(Slots, AJobGetsMoreRanksOnItsHostAlone) {
  Slots slots({.cores = {}, .hosts = {{"a", 4}, {"b", 2}}}, {}, std::nullopt);
  const auto place = slots.take({.waiting = 6, .micro_batches = 4, .closed = {"a"}});
  EXPECT_EQ(host_of(place), "b");
  EXPECT_EQ(slots.most_ranks(*place, 4), 2);
  EXPECT_EQ(hosts_words(slots.widen(*place, 4)), "b:2");
}

TEST(Slots, ToShareAnotherGpuIsNoGain) {
  Slots slots({.cores = {0}, .num_gpus = 2}, {.trials_per_gpu = 2}, std::nullopt);
  const auto first = slots.take({.waiting = 9, .micro_batches = 4});
  const auto second = slots.take({.waiting = 9, .micro_batches = 4});
  ASSERT_TRUE(first && second);
  EXPECT_TRUE(slots.has_free());
  EXPECT_EQ(slots.most_ranks(*first, 4), 1);
  slots.give_back(*second);
  EXPECT_THAT(slots.widen(*first, 4).child.gpus, ElementsAre(0, 1));
}

TEST(Slots, AJobHasNoMoreRanksThanItMay) {
  Slots slots({.cores = {0, 1, 2, 3}}, {}, std::nullopt);
  EXPECT_EQ(slots.take({.waiting = 1, .micro_batches = 4, .most_ranks = 2})->ranks, 2);
}

TEST(Slots, HostsThatAreDoubtedComeLast) {
  Slots slots({.cores = {}, .hosts = {{"a", 4}, {"b", 1}}}, {}, std::nullopt);
  const PlaceRequest request{.waiting = 1, .micro_batches = 4, .doubted = {"a"}};
  EXPECT_EQ(host_of(slots.take(request)), "b");
  EXPECT_EQ(host_of(slots.take(request)), "a") << "no other has room";
  Slots spread({.cores = {}, .hosts = {{"a", 1}, {"b", 1}, {"c", 1}}}, {.ranks_per_trial = 2},
               std::nullopt);
  EXPECT_EQ(hosts_words(*spread.take(request)), "b:1,c:1");
}

TEST(Slots, ATrialThatNoHostHasRoomForIsSpread) {
  Slots slots({.cores = {}, .hosts = {{"a", 4}, {"b", 5}, {"c", 2}}}, {.ranks_per_trial = 6},
              std::nullopt);
  EXPECT_EQ(slots.size(), 1U);
  const auto place = slots.take({.waiting = 1, .micro_batches = 12});
  ASSERT_TRUE(place);
  EXPECT_EQ(hosts_words(*place), "a:3,b:3") << "on as few hosts as can be";
  EXPECT_EQ(place->ranks, 6);
  EXPECT_FALSE(slots.take({.waiting = 1, .micro_batches = 12}));
  slots.give_back(*place);
  EXPECT_FALSE(slots.take({.waiting = 1, .micro_batches = 12, .closed = {"b"}}))
      << "c has too little";
  EXPECT_TRUE(slots.take({.waiting = 1, .micro_batches = 12}));
}

TEST(Slots, SpreadTrialsHaveTheSameGpusOnEachHost) {
  const Machine machine{
      .cores = {}, .hosts = {{"a", 2}, {"b", 2}, {"c", 4}, {"d", 4}}, .slots_are_gpus = true};
  Slots slots(machine, {.ranks_per_trial = 8}, std::nullopt);
  EXPECT_EQ(slots.size(), 1U);
  const auto place = slots.take({.waiting = 1, .micro_batches = 8});
  ASSERT_TRUE(place);
  EXPECT_EQ(hosts_words(*place), "c:4,d:4");
  EXPECT_THAT(place->child.host_gpus, ElementsAre(0, 1, 2, 3));
  const Machine small{.cores = {}, .hosts = {{"a", 4}, {"b", 4}, {"c", 4}}, .slots_are_gpus = true};
  Slots shared(small, {.ranks_per_trial = 6, .trials_per_gpu = 2}, std::nullopt);
  EXPECT_EQ(shared.size(), 3U) << "each of three hosts takes part in two trials";
  const auto first = shared.take({.waiting = 9, .micro_batches = 6});
  const auto second = shared.take({.waiting = 9, .micro_batches = 6});
  ASSERT_TRUE(first && second);
  EXPECT_EQ(hosts_words(*first), "a:3,b:3");
  EXPECT_EQ(hosts_words(*second), "c:3,a:3") << "the least loaded first";
}

TEST(Slots, SpreadTrialsSideBySideHaveOtherNumbers) {
  Slots slots({.cores = {}, .hosts = {{"a", 2}, {"b", 2}, {"c", 2}}}, {.ranks_per_trial = 3},
              std::nullopt);
  EXPECT_EQ(slots.size(), 2U);
  const auto first = slots.take({.waiting = 2, .micro_batches = 3});
  const auto second = slots.take({.waiting = 1, .micro_batches = 3});
  ASSERT_TRUE(first && second);
  for (size_t host = 0; host < 3; ++host) {
    EXPECT_THAT(first->shares.at(host).numbers, ElementsAre(0));
    EXPECT_THAT(second->shares.at(host).numbers, ElementsAre(1));
  }
  EXPECT_EQ(slots.most_ranks(*second, 3), 3);
}

TEST(Slots, SpreadTrialsNeedAllGpusOfThisMachine) {
  const Machine machine{.cores = {},
                        .num_gpus = 2,
                        .hosts = {{host_name(), 2}, {"elsewhere", 2}},
                        .slots_are_gpus = true};
  const testing_support::EnvironmentVariable visible("CUDA_VISIBLE_DEVICES", "2,3");
  EXPECT_THAT(
      [&] { Slots(machine, {.ranks_per_trial = 4}, std::nullopt); },
      ThrowsMessage<UsageError>(AllOf(HasSubstr("CUDA_VISIBLE_DEVICES"), HasSubstr("2,3"))));
  EXPECT_EQ(Slots(machine, {.ranks_per_trial = 2}, std::nullopt).size(), 2U);
}

TEST(Slots, ATrialThatCannotBeSpreadEvenlyIsRefused) {
  const Machine machine{.cores = {}, .hosts = {{"a", 4}, {"b", 2}}};
  EXPECT_THAT([&] { Slots(machine, {.ranks_per_trial = 6}, std::nullopt); },
              ThrowsMessage<UsageError>(HasSubstr("equally many on each of several")));
  const Machine alike{.cores = {}, .hosts = {{"a", 4}, {"b", 4}}};
  EXPECT_THROW(Slots(alike, {.ranks_per_trial = 7}, std::nullopt), UsageError);
}

TEST(Slots, ATrialThatHasNoPlaceIsRefused) {
  EXPECT_THAT(
      [] {
        Slots({.cores = {0, 1}}, {.ranks_per_trial = 4}, std::nullopt);
      },
      ThrowsMessage<UsageError>(HasSubstr("at most 2")));
}

}  // namespace
}  // namespace tandem
