#include "framework/report/sweep_subject.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Trials 0, 1, … with these results, all complete.
SweepSubject sweep_of(const std::vector<std::optional<double>>& results) {
  SweepSubject sweep;
  for (const auto& result : results) {
    sweep.trials.push_back({.number = std::ssize(sweep.trials), .state = kCompleteState});
    sweep.trials.back().result = result;
  }
  return sweep;
}

std::vector<int64_t> best_of(const SweepSubject& sweep) {
  std::vector<int64_t> numbers;
  for (const SweepTrial* trial : best_trials(sweep)) numbers.push_back(trial->number);
  return numbers;
}

TEST(BestTrials, AreCompleteOnesTheBestFirst) {
  SweepSubject sweep = sweep_of({3, 1, 2, std::nullopt, NAN, 1});
  EXPECT_THAT(best_of(sweep), ElementsAre(1, 5, 2, 0));
  sweep.trials[1].state = "pruned";
  EXPECT_THAT(best_of(sweep), ElementsAre(5, 2, 0));
  sweep.is_minimized = false;
  EXPECT_THAT(best_of(sweep), ElementsAre(0, 2, 5));
  EXPECT_THAT(best_of(sweep_of({})), IsEmpty());
}

TEST(IncompleteText, SaysWhatBecameOfTheTrials) {
  EXPECT_EQ(incomplete_text({}), "no trial is complete yet");
  EXPECT_EQ(incomplete_text({{"paused", 1}, {"failed", 2}}), "no trial is complete yet");
  EXPECT_EQ(incomplete_text({{"pruned", 1}, {"failed", 2}}), "no trial is complete");
  EXPECT_EQ(incomplete_text({{"diverged", 2}}), "no trial is complete: every one diverged");
  EXPECT_EQ(incomplete_text({{"failed", 2}}), "no trial is complete: every one failed");
  EXPECT_EQ(incomplete_text({{"diverged", 1}, {"failed", 1}}),
            "no trial is complete: every one diverged or failed");
  EXPECT_EQ(incomplete_text({{"complete", 1}, {"failed", 1}}), "no complete trial has a value");
}

TEST(IsBetter, WhatIsNotFiniteIsWorse) {
  SweepSubject sweep;
  EXPECT_TRUE(is_better(sweep, 1, 2));
  EXPECT_TRUE(is_better(sweep, 1, NAN));
  EXPECT_FALSE(is_better(sweep, NAN, 1));
  EXPECT_FALSE(is_better(sweep, NAN, NAN));
  EXPECT_FALSE(is_better(sweep, -HUGE_VAL, 1));
  sweep.is_minimized = false;
  EXPECT_TRUE(is_better(sweep, 2, 1));
  EXPECT_FALSE(is_better(sweep, HUGE_VAL, 1));
}

TEST(VariedParameters, AreThoseOfDifferentValues) {
  SweepSubject sweep = sweep_of({1, 2, 3});
  sweep.parameters = {{.name = "same"}, {.name = "other"}, {.name = "once"}};
  for (SweepTrial& trial : sweep.trials) {
    trial.values = {{"same", 1}, {"other", static_cast<double>(trial.number)}};
  }
  sweep.trials[0].values["once"] = 2;
  const auto varied = varied_parameters(sweep);
  ASSERT_EQ(varied.size(), 1);
  EXPECT_EQ(varied[0]->name, "other");
}

TEST(SweepTrial, IsTextWithWhatIsKnownOfIt) {
  SweepTrial trial{.number = 17, .state = "pruned"};
  EXPECT_EQ(trial_text(trial), "trial 17: pruned");
  trial.result = 12.34;
  trial.half_width = 0.4;
  trial.texts = {{"rate", "1e-3"}};
  EXPECT_EQ(trial_text(trial), "trial 17: pruned, 12.34 ± 0.40");
  EXPECT_EQ(parameter_text(trial, "rate"), "1e-3");
  EXPECT_EQ(parameter_text(trial, "beta"), "");
}

}  // namespace
}  // namespace tandem
