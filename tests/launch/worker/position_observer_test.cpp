#include "launch/worker/position_observer.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(PositionObserver, EveryWordIsASignOfProgress) {
  RankPosition position{};
  PositionObserver observer(position);
  observer.on_start(3);
  EXPECT_EQ(position.start_step, 3);
  EXPECT_EQ(position.step, 3);
  EXPECT_EQ(position.beats, 1);
  observer.on_activity(Activity::kTraining, 1);
  EXPECT_EQ(position.activity, Activity::kTraining);
  EXPECT_EQ(position.objective, 2) << "its index plus 1";
  EXPECT_EQ(position.beats, 2);
  observer.on_step(4);
  EXPECT_EQ(position.start_step, 3);
  EXPECT_EQ(position.step, 4);
  EXPECT_EQ(position.beats, 3);
  observer.on_activity(Activity::kSaving, std::nullopt);
  EXPECT_EQ(position.objective, 0);
  EXPECT_EQ(position.beats, 4);
}

}  // namespace
}  // namespace tandem
