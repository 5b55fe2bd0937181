#include "framework/report/sweep_charts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

using ::testing::ElementsAre;
using Kind = SweepParameter::Kind;

std::vector<std::string> texts_of(const Axis& axis) {
  std::vector<std::string> texts;
  for (const Tick& tick : axis.ticks) texts.push_back(tick.text);
  return texts;
}

TEST(ParameterAxis, IsLogarithmicWhereThatIsDeclared) {
  const SweepParameter rate{.name = "rate", .is_log = true, .low = 1e-5, .high = 1e-2};
  const Axis axis = parameter_axis(rate);
  EXPECT_THAT(texts_of(axis), ElementsAre("1e-5", "0.0001", "0.001", "0.01"));
  EXPECT_NEAR(axis.place(1e-5), 0.03 / 1.06, 1e-9);
  EXPECT_NEAR(axis.place(std::sqrt(1e-7)), 0.5, 1e-9);
  const Axis beta = parameter_axis({.name = "beta", .is_log = true, .low = 0.5, .high = 8});
  EXPECT_THAT(texts_of(beta), ElementsAre("0.5", "1", "2", "5"));
}

TEST(ParameterAxis, OfIntegersHasWholeTicks) {
  const Axis axis = parameter_axis({.name = "depth", .kind = Kind::kInteger, .low = 1, .high = 3});
  EXPECT_THAT(texts_of(axis), ElementsAre("1", "2", "3"));
  EXPECT_GT(axis.place(1), 0);
  EXPECT_LT(axis.place(3), 1);
}

TEST(ParameterAxis, OfIntegersBelowZeroHasPlainTicks) {
  const Axis axis = parameter_axis({.name = "shift", .kind = Kind::kInteger, .low = -3, .high = 0});
  EXPECT_THAT(texts_of(axis), ElementsAre("-3", "-2", "-1", "0"));
}

TEST(ParameterAxis, HasChoicesInTheMiddleOfTheirRoom) {
  const SweepParameter family{
      .name = "family", .kind = Kind::kCategorical, .choices = {"vae", "gan"}};
  const Axis axis = parameter_axis(family);
  EXPECT_THAT(texts_of(axis), ElementsAre("vae", "gan"));
  EXPECT_EQ(axis.place(axis_value(family, 1)), 0.75);
}

TEST(ParameterAxis, HasRoomWhereThereIsOneValue) {
  const Axis axis = parameter_axis({.name = "rate", .is_log = true, .low = 1, .high = 1});
  EXPECT_LT(axis.low, 1);
  EXPECT_GT(axis.high, 1);
}

TEST(CloseLogarithmicAxis, LeavesOutPowersWhereTheyAreMany) {
  EXPECT_THAT(texts_of(close_logarithmic_axis(1e-9, 1)),
              ElementsAre("1e-9", "1e-7", "1e-5", "0.001", "0.1"));
}

TEST(LookOf, TellsTheBestFromCompleteOnesAndOthers) {
  const SweepTrial complete{.state = kCompleteState};
  const SweepTrial pruned{.state = "pruned"};
  EXPECT_EQ(look_of(complete, nullptr), kCompleteLook);
  EXPECT_EQ(look_of(pruned, &complete), kOtherLook);
  EXPECT_EQ(look_of(complete, &complete), kBestLook);
}

}  // namespace
}  // namespace tandem
