#include "framework/checkpoint/background_saver.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>

#include "framework/core/error.h"
#include "framework/runs/checkpoint_directory.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

SealedCheckpoint checkpoint(int64_t step) {
  return sealed_checkpoint(
      step, {.tensors = {{"networks", {{"weight", at::full({4}, step, at::kFloat)}}}},
             .state = {{"step", step}}});
}

/// A store that does not save before it may.
class BackgroundSaverTest : public testing::Test {
 protected:
  TemporaryDirectory directory_;
  std::promise<void> may_save_;
  std::shared_future<void> permission_ = may_save_.get_future().share();
  CheckpointStore store_{directory_.path(), 2, [this] { permission_.get(); }};
};

TEST_F(BackgroundSaverTest, SavesWhileOthersWork) {
  BackgroundSaver saver(store_);
  EXPECT_EQ(saver.finish(), std::nullopt);
  saver.start(checkpoint(1));
  EXPECT_EQ(saver.poll(), std::nullopt);
  EXPECT_GT(saver.age(), std::chrono::nanoseconds(0));
  EXPECT_FALSE(saver.is_done_within(std::chrono::milliseconds(1)));
  EXPECT_TRUE(steps_in(directory_.path()).empty());
  may_save_.set_value();
  EXPECT_TRUE(saver.is_done_within(std::chrono::minutes(1)));
  EXPECT_EQ(saver.finish(), 1);
  EXPECT_EQ(saver.age(), std::chrono::nanoseconds(0));
  EXPECT_EQ(saver.finish(), std::nullopt) << "it is said once";
  saver.start(checkpoint(2));
  EXPECT_EQ(saver.finish(), 2);
  EXPECT_EQ(steps_in(directory_.path()), (std::vector<int64_t>{1, 2}));
}

TEST_F(BackgroundSaverTest, PollSaysOnceWhatTookItsPlace) {
  BackgroundSaver saver(store_);
  saver.start(checkpoint(1));
  may_save_.set_value();
  EXPECT_TRUE(saver.is_done_within(std::chrono::minutes(1)));
  EXPECT_EQ(saver.poll(), 1);
  EXPECT_EQ(saver.poll(), std::nullopt);
}

TEST_F(BackgroundSaverTest, ThrowsWhatSavingThrew) {
  BackgroundSaver saver(store_);
  saver.start(checkpoint(1));
  may_save_.set_exception(std::make_exception_ptr(FileError({.what = "no space is left"})));
  EXPECT_THROW(saver.finish(), FileError);
  EXPECT_EQ(saver.finish(), std::nullopt);
  EXPECT_TRUE(steps_in(directory_.path()).empty());
}

TEST_F(BackgroundSaverTest, AtItsEndWhatItBeganIsThere) {
  {
    BackgroundSaver saver(store_);
    saver.start(checkpoint(1));
    may_save_.set_value();
  }
  EXPECT_EQ(steps_in(directory_.path()), (std::vector<int64_t>{1}));
}

}  // namespace
}  // namespace tandem
