#include "launch/worker/rank_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <limits>
#include <optional>
#include <string>

namespace tandem {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// Ranks 4 to 7 of eight, as rank 5 sees them.
class FakeBoard : public PositionBoard {
 public:
  RankPosition& own() override { return positions_[1]; }
  std::vector<const RankPosition*> all() const override {
    std::vector<const RankPosition*> all;
    for (const RankPosition& position : positions_) all.push_back(&position);
    return all;
  }
  int64_t first_rank() const override { return first_rank_; }
  int64_t num_ranks() const override { return num_ranks_; }

  RankPosition& rank(int64_t rank) {
    return positions_.at(static_cast<size_t>(rank - first_rank_));
  }
  /// As ranks do that begin a collective operation.
  void enter(int64_t rank) {
    RankPosition& position = this->rank(rank);
    position.operation = Operation::kSumOrdered;
    position.is_inside = 1;
    ++position.operations;
    ++position.beats;
  }
  void set_alone_on_one_node() { num_ranks_ = 4; }
  /// They are ranks 0 to 3 instead, as rank 1 sees them.
  void set_node_of_rank_0() { first_rank_ = 0; }

 private:
  std::array<RankPosition, 4> positions_{};
  int64_t first_rank_ = 4;
  int64_t num_ranks_ = 8;
};

class ProgressWatchTest : public ::testing::Test {
 protected:
  ProgressWatchTest() {
    for (int64_t rank = 4; rank < 8; ++rank) {
      board_.rank(rank).activity = Activity::kTraining;
      board_.rank(rank).step = 7;
      board_.rank(rank).objective = 2;
      board_.rank(rank).pid = ::getpid();
    }
    watch_.look(begin_);
  }
  /// What is found within that time, in which it is looked again and again.
  std::optional<std::string> look_after(seconds time) {
    std::optional<std::string> found;
    while (!found && looked_ < time) found = watch_.look(begin_ + ++looked_);
    return found;
  }

  FakeBoard board_;
  ProgressWatch watch_{board_,
                       {.patience_seconds = 10,
                        .start_patience_seconds = 50,
                        .evaluation_patience_seconds = 100,
                        .saving_patience_seconds = 200},
                       {"critic", "generator"}};
  const ProgressWatch::Clock::time_point begin_ = ProgressWatch::Clock::now();
  seconds looked_{0};
};

TEST_F(ProgressWatchTest, WhoGoesOnIsLeftAlone) {
  for (int k = 0; k < 5; ++k) {
    ++board_.own().beats;
    EXPECT_FALSE(look_after(seconds(8 * k)));
  }
}

TEST_F(ProgressWatchTest, ARankByItself) {
  EXPECT_FALSE(look_after(seconds(10)));
  const auto found = look_after(seconds(11));
  ASSERT_TRUE(found);
  EXPECT_EQ(*found,
            "no progress for 11.0 s: training after step 7, objective 'generator', after "
            "collective operation 0 (none)");
  EXPECT_TRUE(watch_.is_anyone_alarmed());
}

TEST_F(ProgressWatchTest, OthersAreNoConcernOfARankThatIsAtWork) {
  ++board_.own().beats;
  EXPECT_FALSE(look_after(seconds(9)));
  EXPECT_FALSE(look_after(seconds(11)));
  EXPECT_FALSE(watch_.is_anyone_alarmed());
}

TEST_F(ProgressWatchTest, TheRankThatIsWaitedFor) {
  for (const int64_t rank : {4, 5, 7}) board_.enter(rank);
  EXPECT_FALSE(look_after(seconds(5)));
  const auto found = look_after(seconds(11));
  ASSERT_TRUE(found);
  EXPECT_THAT(*found, HasSubstr("waits for rank 6, which has made no progress for 11.0 s"));
  EXPECT_THAT(watch_.positions(),
              AllOf(HasSubstr("rank 6 (pid"), HasSubstr("in collective operation 1 (sum_ordered)"),
                    HasSubstr("after collective operation 0 (none)")));
}

TEST_F(ProgressWatchTest, WhatTheOtherDoesSaysHowLongItMayTake) {
  for (const int64_t rank : {4, 5, 7}) board_.enter(rank);
  board_.rank(6).activity = Activity::kSaving;
  EXPECT_FALSE(look_after(seconds(199)));
  EXPECT_TRUE(look_after(seconds(201)));
}

TEST_F(ProgressWatchTest, EachActivityHasItsOwnTime) {
  board_.own().activity = Activity::kPreparing;
  EXPECT_FALSE(look_after(seconds(49)));
  board_.own().activity = Activity::kEvaluating;
  EXPECT_FALSE(look_after(seconds(99)));
  board_.own().activity = Activity::kPreparing;
  EXPECT_TRUE(look_after(seconds(100)));
}

TEST_F(ProgressWatchTest, WhatIsKnownToTakeTooLongIsGivenLittleMore) {
  board_.own().activity = Activity::kSavingLate;
  EXPECT_FALSE(look_after(seconds(20)));
  const auto found = look_after(seconds(21));
  ASSERT_TRUE(found);
  EXPECT_THAT(*found, HasSubstr("saving for too long"));
}

TEST_F(ProgressWatchTest, WhoeverIsOnAnotherNodeMayTakeTheLongestOfAll) {
  for (int64_t rank = 4; rank < 8; ++rank) board_.enter(rank);
  EXPECT_FALSE(look_after(seconds(0)));
  EXPECT_FALSE(look_after(seconds(199)));
  const auto found = look_after(seconds(203));
  ASSERT_TRUE(found);
  EXPECT_THAT(*found, HasSubstr("waits for ranks of other hosts"));
}

TEST_F(ProgressWatchTest, NobodyElsewhereTakesLongerThanTheNodeOfRankZero) {
  board_.set_node_of_rank_0();
  for (int64_t rank = 0; rank < 4; ++rank) board_.enter(rank);
  EXPECT_FALSE(look_after(seconds(12))) << "the other node is given time to say it itself";
  const auto found = look_after(seconds(15));
  ASSERT_TRUE(found);
  EXPECT_THAT(*found, HasSubstr("waits for ranks of other hosts"));
}

TEST_F(ProgressWatchTest, UntilTheFirstStepOtherNodesMayBePreparing) {
  board_.set_node_of_rank_0();
  for (int64_t rank = 0; rank < 4; ++rank) {
    board_.rank(rank).start_step = 7;
    board_.enter(rank);
  }
  EXPECT_FALSE(look_after(seconds(199)));
  EXPECT_TRUE(look_after(seconds(203)));
}

TEST_F(ProgressWatchTest, AStartThatMayLastForEverPutsOffNothingThatFollowsIt) {
  ProgressWatch watch(board_,
                      {.patience_seconds = 10,
                       .start_patience_seconds = 0,
                       .evaluation_patience_seconds = 20,
                       .saving_patience_seconds = 30},
                      {});
  for (int64_t rank = 4; rank < 8; ++rank) board_.enter(rank);
  seconds time{0};
  const auto look_until = [&](seconds end) {
    std::optional<std::string> found;
    while (!found && time < end) found = watch.look(begin_ + ++time);
    return found;
  };
  board_.own().activity = Activity::kPreparing;
  EXPECT_FALSE(look_until(seconds(100)));
  board_.own().activity = Activity::kTraining;
  ++board_.own().beats;
  EXPECT_FALSE(look_until(seconds(131)));
  const auto found = look_until(seconds(140));
  ASSERT_TRUE(found);
  EXPECT_THAT(*found, HasSubstr("waits for ranks of other hosts"));
}

TEST_F(ProgressWatchTest, AnOperationThatAllAreInIsLateWhereThereIsNoOtherNode) {
  board_.set_alone_on_one_node();
  for (int64_t rank = 4; rank < 8; ++rank) board_.enter(rank);
  EXPECT_FALSE(look_after(seconds(10)));
  const auto found = look_after(seconds(12));
  ASSERT_TRUE(found);
  EXPECT_THAT(*found, AllOf(HasSubstr("no progress for"), HasSubstr("in collective operation 1")));
}

TEST_F(ProgressWatchTest, ARankThatHasEndedWithinAnOperationIsNamed) {
  for (int64_t rank = 4; rank < 8; ++rank) board_.enter(rank);
  board_.rank(7).pid = std::numeric_limits<int>::max();
  const auto found = look_after(seconds(12));
  ASSERT_TRUE(found);
  EXPECT_THAT(*found, AllOf(HasSubstr("waits for rank 7"), HasSubstr("it has ended")));
}

TEST_F(ProgressWatchTest, ARankOfWhichNothingIsKnownHasNotEnded) {
  board_.rank(6).pid = 0;
  EXPECT_THAT(watch_.positions(), Not(HasSubstr("ended")));
}

TEST_F(ProgressWatchTest, TimeInWhichTheProcessWasStoppedDoesNotCount) {
  EXPECT_FALSE(look_after(seconds(5)));
  for (int time = 1000; time < 1005; ++time) {
    EXPECT_FALSE(watch_.look(begin_ + seconds(time)));
  }
  EXPECT_TRUE(watch_.look(begin_ + seconds(1005)));
}

TEST_F(ProgressWatchTest, WithAGpuARankWaitsOutsideOfOperations) {
  ProgressWatch watch(board_, {.patience_seconds = 10, .saving_patience_seconds = 200}, {}, true);
  board_.set_alone_on_one_node();
  board_.rank(5).operations = 3;
  board_.rank(4).activity = Activity::kSaving;
  for (int64_t rank = 6; rank < 8; ++rank) board_.rank(rank).operations = 3;
  std::optional<std::string> found;
  seconds time{0};
  for (; !found && time < seconds(300); ++time) found = watch.look(begin_ + time);
  ASSERT_TRUE(found);
  EXPECT_THAT(*found, HasSubstr("waits for rank 4"));
  EXPECT_EQ(time, seconds(202));
}

TEST(RankWatch, TicksUntilItsEnd) {
  std::atomic<int> ticks = 0;
  {
    const RankWatch watch({.tick = [&] { ++ticks; }, .on_hang = {}});
    while (ticks < 2) ::usleep(1000);
  }
  const int at_the_end = ticks;
  ::usleep(300'000);
  EXPECT_EQ(ticks, at_the_end);
}

TEST(RankWatch, TellsThatSomethingHangsBeforeItLooksAtThreads) {
  FakeBoard board;
  board.own().activity = Activity::kTraining;
  ProgressWatch progress(board, {.patience_seconds = 0}, {});
  // By which threads are asked where they are, with a handler that stays.
  const int question = SIGRTMAX - 3;
  const auto was_asked = [question] {
    struct sigaction action {};
    ::sigaction(question, nullptr, &action);
    return action.sa_handler != SIG_IGN;
  };
  std::signal(question, SIG_IGN);
  std::atomic<int> alarms = 0;
  std::atomic<bool> was_asked_before = true;
  std::atomic<bool> is_told = false;
  const RankWatch watch(
      {.tick = [] {},
       .progress = &progress,
       .on_alarm =
           [&] {
             ++alarms;
             was_asked_before = was_asked();
           },
       .on_hang = [&](const std::string&, const std::string&) { is_told = true; }});
  while (!is_told) ::usleep(1000);
  EXPECT_EQ(alarms, 1);
  EXPECT_FALSE(was_asked_before);
  EXPECT_TRUE(was_asked());
}

TEST(RankWatch, SaysWhereTheMainThreadIs) {
  FakeBoard board;
  board.own().activity = Activity::kTraining;
  ProgressWatch progress(board, {.patience_seconds = 0}, {});
  std::string said;
  std::atomic<bool> is_said = false;
  const RankWatch watch({.tick = [] {},
                         .progress = &progress,
                         .on_hang =
                             [&](const std::string& what, const std::string&) {
                               said = what;
                               is_said = true;
                             }});
  while (!is_said) ::usleep(1000);
  EXPECT_THAT(said, AllOf(HasSubstr("no progress for"), HasSubstr("rank 5 (pid"),
                          HasSubstr("main thread of this rank:\n    ")));
}

}  // namespace
}  // namespace tandem
