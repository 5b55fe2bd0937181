#include "framework/report/axis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::Le;
using ::testing::SizeIs;

std::vector<std::string> texts_of(const Axis& axis) {
  std::vector<std::string> texts;
  for (const Tick& tick : axis.ticks) texts.push_back(tick.text);
  return texts;
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(LinearAxis, HasRoundValuesAndLittleRoomBesideThem) {
  const Axis axis = linear_axis({11.3, 12.9, std::nan(""), kInfinity});
  EXPECT_THAT(texts_of(axis), ElementsAre("11.5", "12.0", "12.5", "13.0"));
  EXPECT_DOUBLE_EQ(axis.place(11.25), 0.0);
  EXPECT_DOUBLE_EQ(axis.place(13.0), 1.0);
  EXPECT_FALSE(std::isfinite(axis.place(std::nan(""))));
}

TEST(LinearAxis, WritesThousandsShort) {
  EXPECT_THAT(texts_of(linear_axis({0, 20'000})), ElementsAre("0", "5k", "10k", "15k", "20k"));
  EXPECT_THAT(texts_of(linear_axis({0, 400})), ElementsAre("0", "100", "200", "300", "400"));
}

TEST(LinearAxis, HasRoomForOneValueAndForNone) {
  EXPECT_EQ(linear_axis({}).low, 0.0);
  EXPECT_EQ(linear_axis({}).high, 1.0);
  const Axis axis = linear_axis({3.0});
  EXPECT_LT(axis.low, 3.0);
  EXPECT_GT(axis.high, 3.0);
  EXPECT_LT(linear_axis({0.0}).low, 0.0);
}

TEST(LinearAxis, TakesWhatDiffersInItsLastBitsAsOneValue) {
  const double next = std::nextafter(0.1, 1.0);
  EXPECT_EQ(texts_of(linear_axis({0.1, next})), texts_of(linear_axis({0.1, 0.1})));
  EXPECT_THAT(texts_of(linear_axis({-1e300, -1e300 * (1 + 1e-15)})), SizeIs(Le(6U)));
}

TEST(LinearAxis, TellsTicksApartThatHaveAnExponent) {
  EXPECT_THAT(texts_of(linear_axis({1.2e7, 1.24e7})),
              ElementsAre("1.20e7", "1.21e7", "1.22e7", "1.23e7", "1.24e7"));
}

TEST(LogarithmicAxis, HasAPowerOfTenAtEachTick) {
  const Axis axis = logarithmic_axis({0.02, 700, -1, 0});
  EXPECT_THAT(texts_of(axis), ElementsAre("0.01", "0.1", "1", "10", "100", "1000"));
  EXPECT_NEAR(axis.place(1.0), 0.4, 1e-12);
  EXPECT_FALSE(std::isfinite(axis.place(-1.0)));
}

TEST(LogarithmicAxis, WithinOnePowerOfTenHasMoreTicks) {
  EXPECT_THAT(texts_of(logarithmic_axis({2, 9})), ElementsAre("1", "2", "5", "10"));
}

TEST(LogarithmicAxis, LeavesOutPowersWhereTheyAreMany) {
  EXPECT_THAT(texts_of(logarithmic_axis({1e-20, 1e20})),
              ElementsAre("1e-20", "1e-12", "0.0001", "10k", "1e12", "1e20"));
}

TEST(FittingAxis, IsLogarithmicForWideRangesAboveZero) {
  EXPECT_TRUE(fitting_axis({0.1, 50}).is_logarithmic);
  EXPECT_FALSE(fitting_axis({1, 30}).is_logarithmic);
  EXPECT_FALSE(fitting_axis({-1, 0.1, 50}).is_logarithmic);
}

TEST(TickText, IsShortForAnySize) {
  EXPECT_EQ(tick_text(0.00002, 0.00001, 0.00004), "2e-5");
  EXPECT_EQ(tick_text(2.5e9, 5e8, 5e9), "2.5e9");
  EXPECT_EQ(tick_text(-0.2, 0.1, 0.3), "-0.2");
}

}  // namespace
}  // namespace tandem
