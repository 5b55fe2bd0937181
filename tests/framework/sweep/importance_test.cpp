#include "framework/sweep/importance.h"

#include <gtest/gtest.h>

#include <cmath>

#include "framework/sweep/random_stream.h"

namespace tandem {
namespace {

SearchSpace two_numbers() {
  return {.parameters = {{.name = "x", .distribution = reals(0, 1), .keys = {}},
                         {.name = "y", .distribution = categorical({"a", "b"}), .keys = {}},
                         {.name = "z", .distribution = reals(3, 3), .keys = {}}}};
}

std::vector<Trial> random_trials(double (*value_of)(const Assignment&)) {
  RandomStream random(7);
  std::vector<Trial> trials;
  for (int64_t number = 0; number < 100; ++number) {
    Trial trial{.number = number,
                .state = TrialState::kComplete,
                .parameters = {{"x", random.uniform()}, {"y", random.uniform() < 0.5}, {"z", 3}}};
    trial.value = value_of(trial.parameters);
    trials.push_back(trial);
  }
  return trials;
}

TEST(Importance, GoesToWhatDecides) {
  const auto by_number = parameter_importances(
      two_numbers(), random_trials([](const Assignment& values) { return values.at("x"); }), true);
  EXPECT_GT(by_number.at("x"), 0.9);
  EXPECT_NEAR(by_number.at("x") + by_number.at("y"), 1, 1e-12);
  EXPECT_EQ(by_number.at("z"), 0);
  const auto by_choice = parameter_importances(
      two_numbers(), random_trials([](const Assignment& values) { return -values.at("y"); }), true);
  EXPECT_GT(by_choice.at("y"), 0.5);
}

TEST(Importance, FollowsTheGoal) {
  // Large values need the choice, small ones the number.
  const auto trials = random_trials([](const Assignment& values) {
    return values.at("y") == 1 ? 10 + std::abs(std::sin(1e5 * values.at("x"))) : values.at("x");
  });
  EXPECT_GT(parameter_importances(two_numbers(), trials, true).at("x"),
            parameter_importances(two_numbers(), trials, false).at("x"));
}

TEST(Importance, IsSharedWhereTrialsSayNothing) {
  std::vector<Trial> trials =
      random_trials([](const Assignment& values) { return values.at("x"); });
  trials.resize(1);
  EXPECT_EQ(parameter_importances(two_numbers(), trials, true),
            (std::map<std::string, double>{{"x", 1.0 / 3}, {"y", 1.0 / 3}, {"z", 1.0 / 3}}));
  trials[0].state = TrialState::kPruned;
  EXPECT_TRUE(parameter_importances(two_numbers(), trials, true).empty());
}

TEST(Importance, ValuesThatTheSpaceDoesNotHaveArePassedOver) {
  std::vector<Trial> trials =
      random_trials([](const Assignment& values) { return values.at("x"); });
  trials.resize(99);
  const auto expected = parameter_importances(two_numbers(), trials, true);
  // The worst of all: with and without it ten are the best.
  Trial other{.number = 99, .state = TrialState::kComplete, .value = 2.0};
  for (const double choice : {2.0, 0.5, -1.0, std::nan("")}) {
    other.parameters = {{"x", 7.0}, {"y", choice}, {"z", 3}};
    trials.resize(99);
    trials.push_back(other);
    const auto importances = parameter_importances(two_numbers(), trials, true);
    EXPECT_NEAR(importances.at("x"), expected.at("x"), 1e-9) << choice;
  }
}

TEST(Importance, OfWhatOnlySomeTrialsHave) {
  std::vector<Trial> trials =
      random_trials([](const Assignment& values) { return values.at("x"); });
  for (Trial& trial : trials) {
    if (trial.number % 2 == 0) trial.parameters.erase("x");
    if (trial.number == 1) trial.value = NAN;
  }
  const auto importances = parameter_importances(two_numbers(), trials, true);
  EXPECT_GT(importances.at("x"), 0);
  EXPECT_LT(importances.at("x"), 1);
}

TEST(Importance, IsKnownWhereFiniteResultsDiffer) {
  std::vector<Trial> trials(3, {.state = TrialState::kComplete, .value = 1.0});
  EXPECT_FALSE(have_different_results({}));
  EXPECT_FALSE(have_different_results(trials));
  trials[1].value = NAN;
  trials[2] = {.state = TrialState::kRunning, .value = 2.0};
  EXPECT_FALSE(have_different_results(trials));
  trials[2].state = TrialState::kComplete;
  EXPECT_TRUE(have_different_results(trials));
}

}  // namespace
}  // namespace tandem
