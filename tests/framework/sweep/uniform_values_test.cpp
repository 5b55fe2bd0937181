#include "framework/sweep/uniform_values.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

TEST(UniformValues, ChoicesShareEvenly) {
  const Distribution choices = categorical({"a", "b", "c", "d"});
  EXPECT_EQ(uniform_value(choices, 0), 0);
  EXPECT_EQ(uniform_value(choices, 0.249), 0);
  EXPECT_EQ(uniform_value(choices, 0.25), 1);
  EXPECT_EQ(uniform_value(choices, 1 - 0x1p-53), 3);
}

TEST(UniformValues, NumbersAreEvenOnTheirScale) {
  EXPECT_EQ(uniform_value(reals(2, 4), 0.25), 2.5);
  EXPECT_DOUBLE_EQ(uniform_value(log_reals(1e-4, 1), 0.25), 1e-3);
  EXPECT_EQ(uniform_value(integers(1, 4), 0.24), 1);
  EXPECT_EQ(uniform_value(integers(1, 4), 0.26), 2);
  EXPECT_EQ(uniform_value(integers(1, 4), 0.99), 4);
  EXPECT_EQ(uniform_value(stepped_reals(0, 1, 0.5), 0.5), 0.5);
  EXPECT_EQ(uniform_value(log_integers(1, 100), 0), 1);
  EXPECT_EQ(uniform_value(log_integers(1, 100), 1 - 0x1p-53), 100);
}

TEST(UniformValues, OnlyParametersThatAreThereGetOne) {
  const SearchSpace space = {
      .parameters = {
          {.name = "kind", .distribution = categorical({"a", "b"}), .keys = {}},
          {.name = "a:x", .distribution = reals(0, 1), .keys = {}, .conditions = {{"kind", {0}}}},
          {.name = "b:y", .distribution = reals(2, 3), .keys = {}, .conditions = {{"kind", {1}}}}}};
  double sum = 0;
  for (int64_t number = 0; number < 200; ++number) {
    const Assignment values =
        uniform_assignment({.space = space, .trials = {}, .number = number, .seed = 3});
    ASSERT_EQ(values.size(), 2);
    ASSERT_TRUE(values.contains(values.at("kind") == 0 ? "a:x" : "b:y"));
    sum += values.at("kind");
  }
  EXPECT_NEAR(sum / 200, 0.5, 0.1);
}

}  // namespace
}  // namespace tandem
