#include "framework/sweep/trial_split.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

using ::testing::ElementsAre;

std::vector<Trial> complete_trials(const std::vector<double>& values) {
  std::vector<Trial> trials;
  for (const double value : values) {
    trials.push_back({.number = static_cast<int64_t>(trials.size()),
                      .state = TrialState::kComplete,
                      .value = value});
  }
  return trials;
}

std::vector<int64_t> best_of(const std::vector<Trial>& trials, bool is_minimized = true) {
  const SearchSpace space;
  std::vector<int64_t> numbers;
  for (const Trial* trial : split_trials({.space = space,
                            .trials = trials,
                            .number = static_cast<int64_t>(trials.size()),
                            .is_minimized = is_minimized})
                                .best) {
    numbers.push_back(trial->number);
  }
  return numbers;
}

TEST(TrialSplit, ATenthIsTheBest) {
  EXPECT_THAT(best_of(complete_trials({3, 1, 2})), ElementsAre(1));
  EXPECT_THAT(best_of(complete_trials({3, 1, 2}), false), ElementsAre(0));
  EXPECT_THAT(best_of(complete_trials({5, 4, 3, 2, 1, 2, 3, 4, 5, 6, 7})), ElementsAre(3, 4));
  EXPECT_EQ(best_of(complete_trials(std::vector<double>(500, 1.0))).size(), 25);
}

TEST(TrialSplit, EqualOnesByNumberAndNumbersThatAreNoneLast) {
  EXPECT_THAT(best_of(complete_trials({2, 2, 2})), ElementsAre(0));
  EXPECT_THAT(best_of(complete_trials({2, 2, 2}), false), ElementsAre(0));
  EXPECT_THAT(best_of(complete_trials({NAN, 2, NAN})), ElementsAre(1));
}

TEST(TrialSplit, StoppedOnesByStepThenValue) {
  std::vector<Trial> trials(11);
  for (size_t i = 0; i < trials.size(); ++i) {
    trials[i] = {.number = static_cast<int64_t>(i), .state = TrialState::kPruned};
  }
  trials[3].values = {{100, 1.0}};
  trials[5].values = {{100, 9.0}, {200, 5.0}};
  trials[6].state = TrialState::kPaused;
  trials[6].values = {{200, 4.0}};
  trials[7].values = {{200, NAN}};
  EXPECT_THAT(best_of(trials), ElementsAre(5, 6));
  EXPECT_THAT(best_of(trials, false), ElementsAre(5, 6));
  trials[5].is_infeasible = true;
  EXPECT_THAT(best_of(trials), ElementsAre(6, 7));
  trials[10].state = TrialState::kComplete;
  trials[10].value = 100;
  EXPECT_THAT(best_of(trials), ElementsAre(6, 10));
}

TEST(TrialSplit, RunningOnesAreAmongTheOthersFailedOnesInNeither) {
  std::vector<Trial> trials = complete_trials({3, 1, 2, 4});
  trials[0].state = TrialState::kRunning;
  trials[3].state = TrialState::kFailed;
  const SearchSpace space;
  const TrialSplit split = split_trials({.space = space, .trials = trials, .number = 4});
  EXPECT_THAT(split.best, ElementsAre(&trials[1]));
  EXPECT_THAT(split.others, ElementsAre(&trials[0], &trials[2]));
  EXPECT_EQ(num_judged(trials), 2);
}

}  // namespace
}  // namespace tandem
