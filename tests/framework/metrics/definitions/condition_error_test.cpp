// Labels asked for beside those that come out.
#include <gtest/gtest.h>

#include "tests/support/clustering_generator.h"
#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

using ConditionError = ShadeEvaluation;

TEST_F(ConditionError, AskedLabelsAreComparedWithThoseRead) {
  ShadeGenerator obedient(kNumShades);
  EXPECT_EQ(value_named(values_of("condition_error", obedient), "test/label_error"), 0);
  ShadeGenerator permuting(kNumShades, /*shift=*/1);
  EXPECT_EQ(value_named(values_of("condition_error", permuting), "test/label_error"), 1);
}

TEST_F(ConditionError, CategoriesInNoOrderAreNotAskedFor) {
  ClusteringGenerator generator;
  EXPECT_TRUE(values_of("condition_error", generator).empty());
  EXPECT_EQ(
      value_named(values_of("matched_condition_error", generator), "test/label_error_matched"), 0);
}

TEST_F(ConditionError, NeedsANetworkOfTheSameClasses) {
  ShadeGenerator generator(kNumShades);
  DataDescription other = shade_description();
  other.class_names = {"w", "x", "y", "z"};
  MeasuringNetworks networks(shade_network(classifier_, other));
  EXPECT_TRUE(values_of("condition_error", generator, plan(&networks)).empty());
}

}  // namespace
}  // namespace tandem
