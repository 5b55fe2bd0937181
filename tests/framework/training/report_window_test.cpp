#include "framework/training/report_window.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/framework/training/small_training.h"

namespace tandem {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class ReportWindowTest : public testing::Test {
 protected:
  SmallTraining training_{{.learning_rate = 0.5, .schedule = {.kind = "linear", .factor = 0.0}}};
  PhasePlan phases_{{}, 10, {"fit"}};
  ReportWindow window_{training_.state, phases_};
};

TEST_F(ReportWindowTest, SaysMeansAndTheRateOfTheLastStep) {
  window_.add({.terms = {1, 2}});
  window_.add({.terms = {3, 6}});
  training_.state.step = 4;
  const double rate = training_.state.learners[0].learning_rate(3);
  EXPECT_LT(rate, 0.5);
  EXPECT_THAT(window_.take().values, ElementsAre(Pair("fit/mean", 2), Pair("fit/loss", 4),
                                                 Pair("fit/learning_rate", rate)));
  EXPECT_THAT(window_.take().values, IsEmpty()) << "nothing was trained since";
}

TEST_F(ReportWindowTest, TimesBeginAnewWithEachReport) {
  training_.state.learners[0].update({}, {}, training_.state.shared);
  window_.times().total = 4;
  window_.times().update = 3;
  window_.times().num_steps = 2;
  const StepTimes first = window_.take().times;
  EXPECT_EQ(first.update, 3);
  EXPECT_EQ(first.num_steps, 2);
  EXPECT_EQ(first.samples_per_second, 8) << "2 batches of 16 in 4 seconds";
  EXPECT_GE(first.reduction, 0);
  EXPECT_EQ(training_.state.learners[0].reduction_seconds(), first.reduction);
  const StepTimes second = window_.take().times;
  EXPECT_EQ(second.total, 0);
  EXPECT_EQ(second.num_steps, 0);
  EXPECT_EQ(second.reduction, 0) << "only what was reduced since";
}

TEST(ScopeClock, ScopesAddUp) {
  double seconds = 1;
  { const ScopeClock clock(seconds); }
  const double after_one = seconds;
  { const ScopeClock clock(seconds); }
  EXPECT_GE(after_one, 1);
  EXPECT_GE(seconds, after_one);
}

}  // namespace
}  // namespace tandem
