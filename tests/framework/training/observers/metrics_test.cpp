#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/files.h"
#include "framework/runs/run_paths.h"
#include "tests/framework/training/observers/watched_training.h"

namespace tandem {

ObserverKind metrics_observer();

namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class MetricsObserverTest : public testing::Test {
 protected:
  std::string metrics() { return read_file(paths_.metrics()); }
  std::string timing() { return read_file(paths_.timing()); }

  WatchedTraining training_;
  RunPaths paths_{training_.directory.path()};
  std::unique_ptr<Observer> observer_ = metrics_observer().make(training_.as_rank(0));
};

TEST_F(MetricsObserverTest, WritesValuesInTheirOrderAndTimesPerStep) {
  observer_->on_report(6, {{"loss", 0.5}, {"accuracy", 1.0}}, {.total = 3.0, .num_steps = 2});
  EXPECT_THAT(metrics(), StartsWith("{\"step\":6,\"loss\":0.5,\"accuracy\":1.0,\"digest\":"));
  EXPECT_THAT(timing(), StartsWith("{\"step\":6,\"step_seconds\":1.5,"));
  EXPECT_THAT(read_file(training_.events.path()), HasSubstr("timing/step_seconds"));
}

TEST_F(MetricsObserverTest, AValueBetweenTwoReportsHasNoTimes) {
  observer_->on_report(6, {{"test/fid", 12.0}}, {});
  EXPECT_THAT(metrics(), StartsWith("{\"step\":6,\"test/fid\":12.0,\"digest\":"));
  EXPECT_THAT(timing(), IsEmpty());
}

TEST_F(MetricsObserverTest, RecordsOnlyCheckpointsThatAnUndisturbedRunHas) {
  observer_->on_saving({.step = 3}, false);
  EXPECT_THAT(metrics(), IsEmpty());
  observer_->on_saving({.step = 4, .digests = {{"a", "12"}}, .images = {{"first", 64}}}, true);
  EXPECT_THAT(metrics(),
              StartsWith("{\"step\":4,\"checkpoint\":{\"a\":\"12\"},\"images\":{\"first\":64},"));
}

}  // namespace
}  // namespace tandem
