// The distance of generated shades from those of the split.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

using Fid = ShadeEvaluation;

TEST_F(Fid, OfOneShadeAloneIsThatOfACollapse) {
  ShadeGenerator generator(/*num_drawn=*/1);
  const NamedValues values = values_of("fid", generator);
  // Features (x, 2x): their means differ by 90/255 (1, 2); the samples do not vary, and the split
  // varies by its own covariance.
  const double deviation = (90.0 * 90 + 30 * 30) / 2 * 40 / 39 / (255.0 * 255);
  EXPECT_NEAR(value_named(values, "test/classifier_fid"),
              5 * (90 / 255.0) * (90 / 255.0) + 5 * deviation, 1e-6);
}

TEST_F(Fid, OfAllShadesComesNearTheSplit) {
  ShadeGenerator generator(kNumShades);
  const NamedValues values = values_of("fid", generator);
  EXPECT_LT(value_named(values, "test/classifier_fid"), 0.05);
  EXPECT_EQ(values, values_of("fid", generator));
}

TEST_F(Fid, StandsBesideThatOfAsManyRealImages) {
  ShadeGenerator generator(kNumShades);
  EvaluationPlan ten = plan();
  ten.num_samples = 10;
  const NamedValues values = values_of("fid", generator, ten);
  // Of shades 20, 80, 140, 200, 20, … of /train: mean 98, variance 43560 / 9; of all of /test: 110
  // and 4500 · 40 / 39. The features (x, 2x) are one number, seen √5 times as large.
  const double deviations = std::sqrt(43560.0 / 9) - std::sqrt(4500.0 * 40 / 39);
  EXPECT_NEAR(value_named(values, "test/classifier_fid_real"),
              5 * (12.0 * 12 + deviations * deviations) / (255.0 * 255), 1e-6);
}

TEST_F(Fid, StandsAloneWhereNoOtherSplitHasAsManyImages) {
  ShadeGenerator generator(kNumShades);
  EXPECT_EQ(names_of(values_of("fid", generator)),
            (std::vector<std::string>{"test/classifier_fid", "test/classifier_fid_floor"}));
}

TEST_F(Fid, SaysWhatEqualLawsWouldGet) {
  ShadeGenerator generator(kNumShades);
  // One direction, of variance v = 5 · 4500 · 40 / 39 / 255²: v (1/N + 1/M) + ½ v (1/(N−1) +
  // 1/(M−1)).
  const double variance = 5 * 4500.0 * 40 / 39 / (255.0 * 255);
  EXPECT_NEAR(value_named(values_of("fid", generator), "test/classifier_fid_floor"),
              variance * (1.0 / 40 + 1.0 / 250 + (1.0 / 39 + 1.0 / 249) / 2), 1e-6);
}

TEST_F(Fid, SaysThatFewerImagesThanFeaturesAreTooFew) {
  ShadeGenerator generator(kNumShades);
  EvaluationPlan with = plan();
  with.num_samples = 2;
  EXPECT_NE(records_of("fid", generator, with).front().note, "");
  EXPECT_EQ(records_of("fid", generator, plan()).front().note, "");
}

TEST_F(Fid, NeedsANetworkAndAGenerator) {
  ShadeGenerator generator(1);
  EXPECT_TRUE(values_of("fid", generator, plan(nullptr)).empty());
  EXPECT_TRUE(values_of("fid", classifier_).empty());
}

}  // namespace
}  // namespace tandem
