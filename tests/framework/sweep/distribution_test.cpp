#include "framework/sweep/distribution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"

namespace tandem {
namespace {

TEST(Distribution, CountsAndNamesItsValues) {
  const Distribution choices = categorical({"batch", "none"});
  EXPECT_EQ(num_values(choices), 2U);
  EXPECT_EQ(value_text(choices, value_at(choices, 1)), "none");
  const Distribution stepped = integers(3, 10, 3);
  EXPECT_EQ(num_values(stepped), 3U);
  EXPECT_EQ(value_text(stepped, value_at(stepped, 2)), "9");
  const Distribution tenths = stepped_reals(0.1, 0.5, 0.1);
  EXPECT_EQ(num_values(tenths), 5U);
  EXPECT_EQ(value_at(tenths, 4), 0.5);
  EXPECT_EQ(num_values(reals(0, 1)), 0U);
  EXPECT_TRUE(is_single(reals(2, 2)));
}

TEST(Distribution, ContainsItsValuesAlone) {
  EXPECT_TRUE(contains(categorical({"a", "b"}), 1));
  EXPECT_FALSE(contains(categorical({"a", "b"}), 2));
  EXPECT_FALSE(contains(categorical({"a", "b"}), 0.5));
  EXPECT_TRUE(contains(stepped_reals(0.1, 0.5, 0.1), 0.1 + 0.1 + 0.1));
  EXPECT_FALSE(contains(stepped_reals(0.1, 0.5, 0.1), 0.25));
  EXPECT_TRUE(contains(log_reals(1e-5, 1e-3), 1e-3));
  EXPECT_FALSE(contains(log_reals(1e-5, 1e-3), 1.1e-3));
}

TEST(Distribution, MayBeZeroHoweverAChoiceWritesIt) {
  for (const char* zero : {"0", "0.0", "-0", "+0.0", "0e3"}) {
    EXPECT_TRUE(may_be_zero(categorical({"0.99", zero}))) << zero;
  }
  EXPECT_FALSE(may_be_zero(categorical({"0.9", "0.99", "", "none", "0 1"})));
  EXPECT_TRUE(may_be_zero(reals(0, 0.9)));
  EXPECT_FALSE(may_be_zero(reals(0.1, 0.9)));
  EXPECT_FALSE(may_be_zero(stepped_reals(-0.5, 0.9, 0.3)));
}

TEST(Distribution, IsWrittenAsOptunaDoesAndReadBack) {
  EXPECT_EQ(to_json_text(log_reals(1e-5, 0.01)),
            R"({"name":"FloatDistribution","attributes":{"step":null,"low":1e-05,"high":0.01,)"
            R"("log":true}})");
  for (const Distribution& each :
       {categorical({"1", "b\"c"}), integers(1, 5), log_integers(1, 64), reals(-1, 1),
        stepped_reals(0, 1, 0.25), log_reals(1e-5, 1e-3)}) {
    EXPECT_EQ(parse_distribution(to_json_text(each)), each) << to_json_text(each);
  }
}

TEST(Distribution, OtherTextsAreRefused) {
  for (const char* text :
       {"", "{}", "[1]", R"({"name":"FloatDistribution"})",
        R"({"name":"X","attributes":{"low":1,"high":2,"log":false,"step":null}})",
        R"({"name":"FloatDistribution","attributes":{"low":3,"high":2,"log":false,"step":null}})",
        R"({"name":"FloatDistribution","attributes":{"low":1,"high":2,"log":false,"step":-1}})",
        R"({"name":"FloatDistribution","attributes":{"low":1,"high":Infinity,"log":false,)"
        R"("step":0.5}})",
        R"({"name":"IntDistribution","attributes":{"low":1,"high":2,"log":false,"step":0}})",
        R"({"name":"FloatDistribution","attributes":{"low":-1e308,"high":1e308,"log":false,)"
        R"("step":null}})",
        R"({"name":"FloatDistribution","attributes":{"low":0,"high":1,"log":true,"step":null}})",
        R"({"name":"FloatDistribution","attributes":{"low":1,"high":2,"log":true,"step":0.5}})",
        R"({"name":"FloatDistribution","attributes":{"low":0,"high":1,"log":false,"step":5e-324}})",
        R"({"name":"IntDistribution","attributes":{"low":0.5,"high":2,"log":false,"step":1}})",
        R"({"name":"IntDistribution","attributes":{"low":1,"high":1e300,"log":false,"step":1}})",
        R"({"name":"CategoricalDistribution","attributes":{"choices":"ab"}})",
        R"({"name":"CategoricalDistribution","attributes":{"choices":[]}})"}) {
    EXPECT_THROW(parse_distribution(text), DataError) << text;
  }
  const std::string deep(100'000, '[');
  EXPECT_THROW(
      parse_distribution(R"({"name":"CategoricalDistribution","attributes":{"choices":)" + deep),
      DataError);
}

}  // namespace
}  // namespace tandem
