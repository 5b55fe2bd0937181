#include "framework/training/checkpoint_saver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <thread>

#include "framework/core/error.h"
#include "framework/runs/checkpoint_directory.h"
#include "tests/framework/training/recording_observer.h"
#include "tests/framework/training/small_training.h"
#include "tests/support/one_of_two.h"
#include "tests/support/standard_error.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing_support::standard_error_of;

/// A store that writes nothing before it may.
class CheckpointSaverTest : public testing::Test {
 protected:
  CheckpointSaverTest() {
    training_.state.learners[0].begin(/*goes_on=*/true);
    training_.state.step = 3;
  }

  void check_owner() {
    if (std::this_thread::get_id() != main_) {
      permission_.get();
    } else if (is_lost_) {
      throw FileError({.what = "the run is another's"});
    }
  }
  std::vector<int64_t> steps() const { return steps_in(directory_.path()); }

  SmallTraining training_;
  RunOptions options_;
  RecordingObserver observer_;
  TemporaryDirectory directory_;
  std::promise<void> may_write_;
  std::shared_future<void> permission_ = may_write_.get_future().share();
  const std::thread::id main_ = std::this_thread::get_id();
  bool is_lost_ = false;
  CheckpointStore store_{directory_.path(), 2, [this] { check_owner(); }};
  CheckpointSaver saver_{store_, options_, training_.communicator, observer_};
};

TEST_F(CheckpointSaverTest, TellsWhatIsWrittenAndWhatHasTakenItsPlace) {
  saver_.save(training_.state, /*is_due=*/true);
  saver_.look_after();
  EXPECT_THAT(observer_.take(), ElementsAre("saving", "due 3"));
  EXPECT_THAT(steps(), IsEmpty());
  may_write_.set_value();
  saver_.finish();
  EXPECT_THAT(observer_.take(), ElementsAre("checkpoint 3"));
  EXPECT_THAT(steps(), ElementsAre(3));
  saver_.finish();
  EXPECT_THAT(observer_.take(), IsEmpty()) << "it is told once";
}

TEST_F(CheckpointSaverTest, OneIsInItsPlaceBeforeTheNextBegins) {
  may_write_.set_value();
  saver_.save(training_.state, /*is_due=*/true);
  training_.state.step = 4;
  saver_.save(training_.state, /*is_due=*/false);
  EXPECT_THAT(observer_.take(),
              ElementsAre("saving", "due 3", "saving", "checkpoint 3", "not due 4"));
  saver_.finish();
  EXPECT_THAT(steps(), ElementsAre(3, 4));
}

TEST_F(CheckpointSaverTest, InTheForegroundItIsThereAtOnce) {
  options_.checkpoint.background = false;
  may_write_.set_value();
  saver_.save(training_.state, /*is_due=*/true);
  EXPECT_THAT(observer_.take(), ElementsAre("saving", "due 3", "checkpoint 3"));
}

TEST_F(CheckpointSaverTest, WaitsWherePatienceIsOver) {
  options_.supervision.saving_patience_seconds = 0;
  saver_.save(training_.state, /*is_due=*/true);
  saver_.look_after();
  EXPECT_THAT(observer_.take(), ElementsAre("saving", "due 3")) << "nobody watches";
  options_.supervision.patience_seconds = 1;
  // It cannot be written before the wait for it begins.
  observer_.when_active = [this] {
    if (observer_.told.back() == "saving for too long") may_write_.set_value();
  };
  saver_.look_after();
  EXPECT_THAT(observer_.take(), ElementsAre("saving for too long", "saving", "checkpoint 3"));
}

TEST_F(CheckpointSaverTest, OneThatIsWaitedForHasItsTime) {
  options_.supervision.saving_patience_seconds = 1;
  const auto begin = std::chrono::steady_clock::now();
  saver_.save(training_.state, /*is_due=*/true);
  observer_.when_active = [this] {
    if (observer_.told.back() == "saving for too long") may_write_.set_value();
  };
  training_.state.step = 4;
  saver_.save(training_.state, /*is_due=*/false);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1));
  EXPECT_THAT(observer_.take(), ElementsAre("saving", "due 3", "saving", "saving for too long",
                                            "saving", "checkpoint 3", "not due 4"));
}

TEST_F(CheckpointSaverTest, ItsTimeCountsFromItsBegin) {
  options_.supervision.saving_patience_seconds = 1;
  saver_.save(training_.state, /*is_due=*/true);
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  // A second from the begin of the wait would be enough for it.
  std::future<void> writing;
  observer_.when_active = [this, &writing] {
    if (writing.valid()) return;
    writing = std::async(std::launch::async, [this] {
      std::this_thread::sleep_for(std::chrono::milliseconds(500));
      may_write_.set_value();
    });
  };
  training_.state.step = 4;
  saver_.save(training_.state, /*is_due=*/false);
  EXPECT_THAT(observer_.take(), ElementsAre("saving", "due 3", "saving", "saving for too long",
                                            "saving", "checkpoint 3", "not due 4"));
}

TEST_F(CheckpointSaverTest, WhoeverLostTheRunTellsOfNoCheckpoint) {
  is_lost_ = true;
  EXPECT_THROW(saver_.save(training_.state, /*is_due=*/true), FileError);
  EXPECT_THAT(observer_.take(), ElementsAre("saving"));
  EXPECT_THAT(steps(), IsEmpty());
}

TEST_F(CheckpointSaverTest, OnlyTheFirstRankAsksWhoseTheRunIs) {
  OneOfTwo second(1);
  const CheckpointSaver of_second(store_, options_, second, observer_);
  EXPECT_NO_THROW(saver_.check_owner());
  is_lost_ = true;
  EXPECT_THROW(saver_.check_owner(), FileError);
  EXPECT_NO_THROW(of_second.check_owner());
}

TEST_F(CheckpointSaverTest, OnlyTheFirstRankSaves) {
  OneOfTwo second(1);
  CheckpointSaver saver(store_, options_, second, observer_);
  saver.save(training_.state, /*is_due=*/true);
  saver.finish();
  EXPECT_THAT(observer_.take(), ElementsAre("saving"));
  EXPECT_THAT(steps(), IsEmpty());
}

TEST_F(CheckpointSaverTest, TheEndAfterAnErrorHidesNoOther) {
  saver_.save(training_.state, /*is_due=*/true);
  observer_.when_active = [this] {
    may_write_.set_exception(std::make_exception_ptr(FileError({.what = "no space is left"})));
  };
  EXPECT_EQ(standard_error_of([&] { EXPECT_NO_THROW(saver_.let_end()); }), "")
      << "it is waited for";
  EXPECT_THAT(observer_.take(), ElementsAre("saving", "due 3", "saving"));
  EXPECT_THROW(saver_.finish(), FileError);
}

}  // namespace
}  // namespace tandem
