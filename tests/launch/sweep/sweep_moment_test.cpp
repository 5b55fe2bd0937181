#include "launch/sweep/sweep_moment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "framework/core/files.h"
#include "framework/runs/run_paths.h"
#include "framework/sweep/study_records.h"
#include "launch/sweep/sweep_view.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

/// Trials of two families, the second of which is twice as slow; told second by second.
class SweepMomentTest : public ::testing::Test {
 protected:
  SweepMomentTest() {
    sweep_.trials = 4;
    sweep_.families = {{.label = "a", .config = "a.yaml"},
                       {.label = "b", .config = "b.yaml", .cost = 2}};
    sweep_.space.parameters = {
        {.name = kFamilyParameter, .distribution = categorical({"a", "b"}), .keys = {}}};
    take(study_record("s", true));
  }
  void take(nlohmann::ordered_json record, int second = 0) {
    const std::string two_digits = std::to_string(100 + second).substr(1);
    for (const char* name : {"datetime_start", "datetime_complete"}) {
      if (record.contains(name)) record[name] = "1970-01-01T00:00:" + two_digits + ".000000+00:00";
    }
    study_.take(nlohmann::json::parse(record.dump()));
  }
  int64_t begin(int second, int family = 0) {
    take(trial_record(sweep_.space, {{kFamilyParameter, family}}, {}), second);
    courses_.push_back({.rungs = {100, 400}});
    return static_cast<int64_t>(courses_.size()) - 1;
  }
  /// A trial that has come to its first rung at once, and waits there.
  int64_t begin_and_pause() {
    const int64_t trial = begin(0);
    reach(trial, 100);
    set(trial, TrialState::kPaused, 0);
    return trial;
  }
  void reach(int64_t trial, int64_t step) {
    take(value_record(trial, step, 1.0));
    for (const int64_t seed : sweep_.seeds) {
      take(trial_user_attribute(trial, "seed:" + std::to_string(seed),
                                {{"until", step}, {"values", {{std::to_string(step), 1.0}}}}));
    }
    courses_[static_cast<size_t>(trial)].values.push_back(1.0);
  }
  void set(int64_t trial, TrialState state, int second) {
    take(state_record(trial, state, 1.0), second);
  }
  static RunningTrial running(int64_t trial, int64_t step, int64_t until) {
    return {.key = {.trial = trial, .seed = 1, .until = until},
            .status = RankStatus{.step = step, .steps = 400}};
  }
  SweepMoment moment(std::vector<RunningTrial> running, double now) const {
    return {.sweep = sweep_,
            .study = study_,
            .courses = courses_,
            .running = std::move(running),
            .now = now};
  }

  SweepDefinition sweep_;
  Study study_;
  std::vector<TrialCourse> courses_;
};

TEST_F(SweepMomentTest, WhatIsLeftTakesAsLongAsWhatIsComplete) {
  const int64_t first = begin(0);
  EXPECT_EQ(seconds_left(moment({running(first, 40, 400)}, 20)), std::nullopt) << "none is over";
  reach(first, 400);
  set(first, TrialState::kComplete, 50);  // eight steps in a second
  const int64_t second = begin(50);
  // Three trials of 400 steps, of which 80 are made, one after the other.
  EXPECT_THAT(seconds_left(moment({running(second, 80, 400)}, 59)), Optional((1200.0 - 80) / 8));
  begin(50);  // side by side
  EXPECT_THAT(seconds_left(moment({running(second, 80, 400)}, 59)), Optional((1200.0 - 80) / 16));
}

TEST_F(SweepMomentTest, BeforeOneIsCompleteAllTellThatBegan) {
  sweep_.trials = 2;
  begin_and_pause();
  const int64_t second = begin(10);
  EXPECT_THAT(seconds_left(moment({running(second, 40, 100)}, 28)), Optional((100.0 - 40) / 5));
  EXPECT_THAT(seconds_left(moment({}, 25)), Optional(25.0));
  begin(10);  // it waits for a place, and makes nothing quicker
  EXPECT_THAT(seconds_left(moment({running(second, 40, 100)}, 28)), Optional((200.0 - 40) / 5));
}

TEST_F(SweepMomentTest, OnlyTheStepsCountThatWereMadeInTheTime) {
  sweep_.trials = 2;
  const int64_t first = begin_and_pause();
  set(first, TrialState::kRunning, 20);
  reach(first, 400);
  set(first, TrialState::kComplete, 50);  // 300 steps in 30 seconds
  begin(50);
  EXPECT_THAT(seconds_left(moment({}, 50)), Optional(40.0));
}

TEST_F(SweepMomentTest, StepsOfASlowFamilyTakeLonger) {
  sweep_.trials = 2;
  const int64_t first = begin(0, 1);
  reach(first, 400);
  set(first, TrialState::kComplete, 40);  // ten steps in a second, each for two
  const int64_t second = begin(40, 0);
  // Nobody knows of which family others are: as many steps of the same cost.
  EXPECT_THAT(seconds_left(moment({running(second, 200, 400)}, 50)), Optional((800.0 - 200) / 20));
}

TEST_F(SweepMomentTest, AJobAtWorkGoesToItsEnd) {
  sweep_.trials = 2;
  begin_and_pause();
  const int64_t second = begin(0);
  // Farther than the others came, so that nothing would be left of a mean trial.
  EXPECT_THAT(seconds_left(moment({running(second, 300, 400)}, 40)), Optional(10.0));
}

TEST_F(SweepMomentTest, LinesSayWhatRunsAndHowFarItGoes) {
  sweep_.trials = 2;
  begin_and_pause();
  const int64_t second = begin(10);
  const SweepMoment now = moment({running(second, 40, 100)}, 28);
  EXPECT_THAT(trials_at_work(now.running), ElementsAre(second));
  EXPECT_EQ(whole_line(now), "2 of 2 trials: 1 paused, 1 running, about 00:12 left");
  EXPECT_EQ(line_of(now.running.front(), study_), "  trial 1 seed 1  step 40 of 100  family=a");
  EXPECT_EQ(line_of(running(second, 40, 0), study_), "  trial 1 seed 1  step 40 of 400  family=a");
  EXPECT_EQ(line_of({.key = {.trial = second, .seed = 1}}, study_),
            "  trial 1 seed 1  starting  family=a");
}

TEST_F(SweepMomentTest, OfARunItsFirstRankSpeaks) {
  const TemporaryDirectory directory;
  const SweepPaths paths{directory.path()};
  const JobKey key{.trial = 3, .seed = 2, .until = 100};
  EXPECT_FALSE(running_trial(paths, key).status);
  const auto file = RunPaths{paths.run(3, 2)}.rank_status(0);
  make_directories(file.parent_path());
  write_rank_status(file, {.step = 40});
  EXPECT_EQ(running_trial(paths, key).status->step, 40);
  EXPECT_EQ(running_trial(paths, key).key, key);
}

}  // namespace
}  // namespace tandem
