#include "framework/config/constraint.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

bool accepts(const Constraint& constraint, const OptionValue& value) {
  EXPECT_TRUE(constraint.fits(value)) << constraint.text;
  return constraint.accepts(value);
}

TEST(Constraint, BoundsBelongToTheRangeOrNot) {
  EXPECT_TRUE(accepts(at_least(2), int64_t{2}));
  EXPECT_FALSE(accepts(at_least(2), 1.999));
  EXPECT_FALSE(accepts(above(2), int64_t{2}));
  EXPECT_TRUE(accepts(at_most(2), Bytes{2}));
  EXPECT_FALSE(accepts(below(2), int64_t{2}));
  EXPECT_TRUE(accepts(between(0, 1), 0.0));
  EXPECT_TRUE(accepts(between(0, 1), 1.0));
  EXPECT_FALSE(accepts(between(0, 1), 1.001));
}

TEST(Constraint, AListObeysWithEachOfItsElements) {
  EXPECT_TRUE(accepts(above(0), std::vector<int64_t>{1, 2}));
  EXPECT_FALSE(accepts(above(0), std::vector<int64_t>{1, 0}));
  EXPECT_FALSE(accepts(one_of({"a", "b"}), std::vector<std::string>{"a", "c"}));
  EXPECT_TRUE(accepts(length(2), std::vector<double>{1.0, 2.0}));
  EXPECT_FALSE(accepts(length(2), std::vector<double>{1.0}));
}

TEST(Constraint, PowersOfTwo) {
  for (const int64_t good : {1, 2, 64}) EXPECT_TRUE(accepts(power_of_two(), good)) << good;
  for (const int64_t bad : {0, -2, 3, 96}) EXPECT_FALSE(accepts(power_of_two(), bad)) << bad;
}

TEST(Constraint, APlainNameIsSafeAsAFileName) {
  for (const char* good : {"a", "wgan_gp-mnist.2", "9"}) {
    EXPECT_TRUE(accepts(plain_name(), std::string(good))) << good;
  }
  for (const char* bad : {"", ".a", "-a", "a/b", "a b", "\xc3\xa4"}) {
    EXPECT_FALSE(accepts(plain_name(), std::string(bad))) << bad;
  }
  EXPECT_NE(plain_name().text.find("first a letter or digit"), std::string::npos);
  EXPECT_EQ(plain_name().json_schema["minimum"], 0) << "-5 is no name, 5 is one";
  EXPECT_TRUE(accepts(plain_name(), std::string(64, 'a')));
  EXPECT_FALSE(accepts(plain_name(), std::string(65, 'a')));
}

TEST(Constraint, FitsOnlyTheTypesThatItCanLookAt) {
  EXPECT_FALSE(at_least(0).fits(std::string("1")));
  EXPECT_FALSE(at_least(0).fits(true));
  EXPECT_FALSE(one_of({"a"}).fits(int64_t{1}));
  EXPECT_FALSE(non_empty().fits(1.0));
  EXPECT_FALSE(length(1).fits(int64_t{1}));
}

}  // namespace
}  // namespace tandem
