#include "framework/training/observer_kind.h"

#include <gtest/gtest.h>

#include "tests/framework/training/observers/watched_training.h"
#include "tests/support/environment_variable.h"

namespace tandem {
namespace {

TEST(ObserverKind, OnlyThoseOfEveryRankWatchTheOthers) {
  const testing_support::EnvironmentVariable asked("TANDEM_TEST_FAULT", "throw@1:5");
  WatchedTraining training;
  EXPECT_EQ(make_observers(training.as_rank(0)).size(), 2U);
  EXPECT_EQ(make_observers(training.as_rank(1)).size(), 1U);
  EXPECT_TRUE(make_observers(training.as_rank(2)).empty());
}

}  // namespace
}  // namespace tandem
