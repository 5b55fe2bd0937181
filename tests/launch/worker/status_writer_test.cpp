#include "launch/worker/status_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <functional>

#include "framework/core/files.h"
#include "framework/runs/run_directory.h"
#include "framework/runs/run_paths.h"
#include "framework/runs/sample_grids.h"
#include "tests/support/standard_error.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using testing_support::standard_error_of;

/// Two ranks of a host, of which the first is this one.
class TwoRanks : public PositionBoard {
 public:
  explicit TwoRanks(int64_t first) : first_(first) {}
  RankPosition& own() override { return positions_[0]; }
  std::vector<const RankPosition*> all() const override { return {&positions_[0], &positions_[1]}; }
  int64_t first_rank() const override { return first_; }
  int64_t num_ranks() const override { return first_ + 2; }

  RankPosition& other() { return positions_[1]; }

 private:
  std::array<RankPosition, 2> positions_{};
  int64_t first_;
};

class StatusWriterTest : public ::testing::Test {
 protected:
  StatusWriterTest() { make_folders(run_.root); }

  StatusWriter observer(int rank = 0, int64_t num_ranks = 2) const {
    return {run_.root, {.rank = rank, .host = "here", .steps = 9}, /*batch_size=*/8, num_ranks};
  }
  RankStatus written(int rank = 0) const {
    return read_rank_status(run_.rank_status(rank)).value_or(RankStatus{.message = "none"});
  }
  /// What is written at the end, which is all that is known.
  RankStatus finished(StatusWriter& observer) const {
    EXPECT_TRUE(observer.finish(RankState::kDone, "", ExitCode::kDone));
    return written();
  }

  /// What is new is written a moment after the last time; at most a minute.
  static void tick_until(const std::function<bool()>& is_written,
                         const std::function<void()>& tick) {
    for (int look = 0; look < 60'000 && !is_written(); ++look) {
      tick();
      ::usleep(1000);
    }
    EXPECT_TRUE(is_written());
  }

  TemporaryDirectory directory_;
  RunPaths run_{directory_ / "run"};
};

TEST_F(StatusWriterTest, TheFirstWordIsWrittenAtOnce) {
  const StatusWriter first = observer();
  EXPECT_EQ(written(), (RankStatus{.host = "here", .steps = 9}));
}

TEST_F(StatusWriterTest, TheLastWordTellsAllThatWasSeen) {
  StatusWriter rank = observer();
  rank.on_start(0);
  rank.on_report(5, {{"a/loss", 1.5}, {"a/learning_rate", 0.1}}, {});
  rank.on_checkpoint(6);
  rank.on_step(7);
  for (const int64_t step : {6, 7}) replace_file(grid_path(run_.samples(), step, "codes"), "");
  rank.on_samples(7);
  EXPECT_TRUE(rank.finish(RankState::kStopped, "as asked", ExitCode::kStopped));
  const RankStatus last = written();
  EXPECT_EQ(last.state, RankState::kStopped);
  EXPECT_EQ(last.message, "as asked");
  EXPECT_EQ(last.exit_code, ExitCode::kStopped);
  EXPECT_EQ(last.step, 7);
  EXPECT_EQ(last.values_step, 5);
  EXPECT_THAT(last.values, ElementsAre(Pair("a/loss", 1.5)));
  EXPECT_EQ(last.resumable_step, 6);
  EXPECT_THAT(last.files, ElementsAre(grid_path(run_.samples(), 7, "codes").string()));
}

TEST_F(StatusWriterTest, OnlyTheRankThatWritesGridsLooksForThem) {
  StatusWriter rank = observer(1);
  replace_file(grid_path(run_.samples(), 7, "codes"), "");
  rank.on_samples(7);
  EXPECT_TRUE(rank.finish(RankState::kDone, "", ExitCode::kDone));
  EXPECT_THAT(written(1).files, IsEmpty());
}

TEST_F(StatusWriterTest, WhatARunGoesOnFromCanBeResumed) {
  StatusWriter anew = observer();
  anew.on_start(0);
  EXPECT_EQ(finished(anew).resumable_step, std::nullopt);
  StatusWriter resumed = observer();
  resumed.on_start(4);
  const RankStatus status = finished(resumed);
  EXPECT_EQ(status.resumable_step, 4);
  EXPECT_EQ(status.step, 4);
}

TEST_F(StatusWriterTest, TheFirstOfTheLastWordsStays) {
  StatusWriter rank = observer();
  EXPECT_TRUE(rank.finish(RankState::kFailed, "hangs", ExitCode::kRankLost));
  EXPECT_TRUE(rank.finish(RankState::kDone, "done", ExitCode::kDone));
  rank.on_step(8);
  TwoRanks board(0);
  rank.tick(board, true);
  EXPECT_EQ(written().message, "hangs");
  EXPECT_EQ(written().state, RankState::kFailed);
  EXPECT_EQ(written().step, 0);
}

TEST_F(StatusWriterTest, AWordThatCannotBeWrittenIsLoggedAndEndsNothing) {
  std::filesystem::remove_all(run_.root);
  const auto write = [this] {
    StatusWriter rank = observer();
    EXPECT_FALSE(rank.finish(RankState::kDone, "", ExitCode::kDone));
    EXPECT_FALSE(rank.finish(RankState::kDone, "", ExitCode::kDone));
  };
  EXPECT_THAT(standard_error_of(write), HasSubstr(run_.rank_status(0).string()));
}

TEST_F(StatusWriterTest, AFirstWordThatCouldNotBeWrittenIsWrittenLater) {
  const std::filesystem::path folder = run_.status_directory();
  std::filesystem::remove_all(folder);
  TwoRanks board(4);
  std::optional<StatusWriter> silent;
  EXPECT_THAT(standard_error_of([&] { silent.emplace(run_.root, RankStatus{.rank = 5}, 1, 6); }),
              HasSubstr(run_.rank_status(5).string()));
  make_directories(folder);
  tick_until([&] { return std::filesystem::exists(run_.rank_status(5)); },
             [&] { silent->tick(board, false); });
  EXPECT_THAT(written(5).neighbours, IsEmpty());
  silent->on_step(9);
  std::filesystem::remove(run_.rank_status(5));
  for (int look = 0; look < 5; ++look) silent->tick(board, true);
  EXPECT_FALSE(std::filesystem::exists(run_.rank_status(5)));
}

TEST_F(StatusWriterTest, TheFirstRankOfAHostSpeaksForTheOthers) {
  StatusWriter silent = observer(5, 6);  // before the other: whenever that writes, this one could
  StatusWriter rank = observer(4, 6);
  TwoRanks board(4);
  board.own().operations = 3;
  board.own().operation = Operation::kSum;
  board.own().activity = Activity::kEvaluating;
  board.other().step = 7;
  board.other().operations = 40;
  board.other().operation = Operation::kBarrier;
  board.other().looks = 5;
  board.other().peak_bytes = 6;
  silent.on_step(9);
  rank.on_start(2);
  rank.on_step(8);
  tick_until([&] { return written(4).step == 8; },
             [&] {
               silent.tick(board, false);
               rank.tick(board, false);
             });
  EXPECT_EQ(written(5).step, 0);
  const RankStatus status = written(4);
  EXPECT_EQ(status.operations, 3);
  EXPECT_EQ(status.operation, "sum");
  EXPECT_EQ(status.activity, Activity::kEvaluating);
  EXPECT_THAT(status.peak_bytes, Gt(0));
  EXPECT_THAT(status.samples_per_second, Gt(0.0));
  EXPECT_EQ(status.beats, 0) << "nobody asked for them";
  EXPECT_THAT(status.neighbours, ElementsAre(RankBeat{.rank = 5,
                                                      .step = 7,
                                                      .operations = 40,
                                                      .operation = "barrier",
                                                      .beats = 5,
                                                      .peak_bytes = 6}));
}

TEST_F(StatusWriterTest, OfManyRanksAllButTheFirstWriteLessOften) {
  constexpr int64_t kMany = int64_t{1} << 30;
  StatusWriter other = observer(4, kMany);
  StatusWriter first = observer(0, kMany);
  TwoRanks board_of_other(4);
  TwoRanks board_of_first(0);
  for (StatusWriter* rank : {&other, &first}) rank->on_step(8);
  tick_until([&] { return written(0).step == 8; },
             [&] {
               other.tick(board_of_other, false);
               first.tick(board_of_first, false);
             });
  EXPECT_EQ(written(4).step, 0);
  EXPECT_EQ(board_of_other.own().looks, board_of_first.own().looks) << "seen on its host";
}

}  // namespace
}  // namespace tandem
