#include "launch/job/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

namespace tandem {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

RankStatus at_step(int64_t step) {
  RankStatus status;
  status.state = RankState::kTraining;
  status.step = step;
  status.steps = 1000;
  status.samples_per_second = 1234.4;
  status.values = {{"loss", 0.5}};
  return status;
}

TEST(Progress, RedrawsABarWithRateAndRemainingTime) {
  std::ostringstream out;
  Progress progress(out, true);
  const Progress::Clock::time_point start{};
  progress.show(at_step(100), start);
  out.str("");
  progress.show(at_step(200), start + seconds(10));
  EXPECT_EQ(out.str(),
            "\r\033[K\033[?7l[====                    ] step 200 of 1000 (20 %)  1234 samples/s  "
            "01:20 left  loss 0.5\033[?7h");
  progress.note("stopping");
  EXPECT_THAT(out.str(), HasSubstr("\nstopping\n"));
}

TEST(Progress, WritesPlainLinesNowAndThen) {
  std::ostringstream out;
  Progress progress(out, false);
  const Progress::Clock::time_point start{};
  for (int64_t step = 1; step <= 1000; ++step) progress.show(at_step(step), start);
  const std::string text = out.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 11);
  EXPECT_THAT(text, AllOf(HasSubstr("step 1000 of 1000 (100 %)"), Not(HasSubstr("\033"))));
  out.str("");
  Progress slow(out, false);
  slow.show(at_step(1), start);
  slow.show(at_step(2), start + seconds(4));
  slow.show(at_step(3), start + seconds(6));
  slow.show(at_step(3), start + seconds(60));
  const std::string lines = out.str();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 2);
}

TEST(Progress, SaysThatItEvaluatesAndWhatCameOfIt) {
  std::ostringstream out;
  Progress progress(out, false);
  const Progress::Clock::time_point start{};
  RankStatus status = at_step(1000);
  progress.show(status, start);
  out.str("");
  status.activity = Activity::kEvaluating;
  progress.show(status, start + seconds(1));
  EXPECT_EQ(out.str(), "") << "it may be over in a moment";
  progress.show(status, start + seconds(2));
  EXPECT_THAT(out.str(), HasSubstr("step 1000 of 1000 (100 %)  1234 samples/s  evaluating  loss"));
  progress.show(status, start + seconds(60));
  EXPECT_EQ(std::ranges::count(out.str(), '\n'), 1);
  out.str("");
  status.values_step = 1000;
  status.values = {{"loss", 0.25}};
  progress.show(status, start + seconds(61));
  EXPECT_THAT(out.str(), AllOf(HasSubstr("loss 0.25"), Not(HasSubstr("evaluating"))));
}

TEST(Progress, WritesDurations) {
  EXPECT_EQ(duration_text(59.6), "01:00");
  EXPECT_EQ(duration_text(3723), "1:02:03");
  EXPECT_EQ(duration_text(-5), "00:00");
}

}  // namespace
}  // namespace tandem
