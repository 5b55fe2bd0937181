#include "framework/core/number_in.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

namespace tandem {
namespace {

TEST(NumberIn, IsAllOfTheText) {
  EXPECT_EQ(number_in<int64_t>("-42"), -42);
  EXPECT_EQ(number_in<int64_t>("007"), 7);
  EXPECT_EQ(number_in<double>("1."), 1.0);
  EXPECT_EQ(number_in<double>("-.5e-3"), -0.0005);
  for (const char* text : {"", "-", " 1", "1 ", "1x", "0x1", "1.5", "1,5", "+1", "--1"}) {
    EXPECT_FALSE(number_in<int64_t>(text)) << text;
  }
  for (const char* text : {"", ".", " 1", "1 ", "1x", "0x1p3", "1,5", "+1", "1e"}) {
    EXPECT_FALSE(number_in<double>(text)) << text;
  }
}

TEST(NumberIn, HasAPlaceInItsType) {
  EXPECT_EQ(number_in<int64_t>("9223372036854775807"), INT64_MAX);
  EXPECT_FALSE(number_in<int64_t>("9223372036854775808"));
  EXPECT_FALSE(number_in<size_t>("-1"));
  EXPECT_FALSE(number_in<double>("1e400"));
  EXPECT_FALSE(number_in<double>("1e-400"));
  EXPECT_TRUE(std::isinf(number_in<double>("inf").value()));
  EXPECT_TRUE(std::isnan(number_in<double>("nan").value()));
}

TEST(NumberIn, ARealNumberMayHaveAPlusSign) {
  EXPECT_EQ(real_number_in("+1.5e1"), 15.0);
  EXPECT_EQ(real_number_in("-1.5e1"), -15.0);
  EXPECT_EQ(real_number_in("1.5e1"), 15.0);
  for (const char* text : {"", "+", "+-1", "++1", "-+1", "+ 1"}) {
    EXPECT_FALSE(real_number_in(text)) << text;
  }
}

}  // namespace
}  // namespace tandem
