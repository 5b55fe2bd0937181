#include "framework/report/number_text.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

TEST(NumberText, HasTwoDigitsOfTheIntervalThatItHas) {
  EXPECT_EQ(number_text(12.3456, 0.412), "12.35 ± 0.41");
  EXPECT_EQ(number_text(12.3456, 4.12), "12.3 ± 4.1");
  EXPECT_EQ(number_text(12345.6, 410.0), "12346 ± 410");
  EXPECT_EQ(number_text(0.00123456, 0.000034), "0.001235 ± 0.000034");
  EXPECT_EQ(number_text(5, 0.0), "5 ± 0");
}

TEST(NumberText, HasFourDigitsWithoutAnInterval) {
  EXPECT_EQ(number_text(12.3456, std::nullopt), "12.35");
  EXPECT_EQ(number_text(-0.0123456, std::nullopt), "-0.01235");
  EXPECT_EQ(number_text(10, std::nullopt), "10");
  EXPECT_EQ(number_text(123456.7, std::nullopt), "123457");
  EXPECT_EQ(number_text(1.5e-9, std::nullopt), "1.500e-09");
  EXPECT_EQ(number_text(1.5e300, std::nullopt), "1.500e+300");
}

TEST(NumberText, SaysWhatIsNoNumberAndHasNoNegativeNought) {
  EXPECT_EQ(number_text(std::nan(""), Digits{2}), "nan");
  EXPECT_EQ(number_text(-HUGE_VAL, Digits{2}), "-inf");
  EXPECT_EQ(number_text(-0.001, Digits{2}), "0.00");
  EXPECT_EQ(number_text(1e300, Digits{2}), "1.000e+300");
}

TEST(NumberText, ReadsBackExactlyWhereProgramsReadIt) {
  EXPECT_EQ(exact_text(0.1), "0.1");
  EXPECT_EQ(std::stod(exact_text(1.0 / 3)), 1.0 / 3);
}

TEST(NumberText, OfSharesAndCountsIsShort) {
  EXPECT_EQ(share_text(0), "0");
  EXPECT_EQ(share_text(1), "1");
  EXPECT_EQ(share_text(0.001), "<0.01");
  EXPECT_EQ(share_text(0.999), ">0.99");
  EXPECT_EQ(share_text(0.5), "0.50");
  EXPECT_EQ(count_text(950), "950");
  EXPECT_EQ(count_text(12800), "12.8 k");
  EXPECT_EQ(count_text(3.2e6), "3.20 M");
  EXPECT_EQ(count_text(640000), "640 k");
  EXPECT_EQ(count_text(2.5e10), "25.0 G");
  // What rounds to the next unit has it.
  EXPECT_EQ(count_text(999'960), "1.00 M");
  EXPECT_EQ(count_text(999'400), "999 k");
  EXPECT_EQ(count_text(99'960), "100 k");
  EXPECT_EQ(count_text(9'999.7), "10.0 k");
  EXPECT_EQ(count_text(std::nan("")), "nan");
  EXPECT_EQ(count_text(HUGE_VAL), "inf");
  EXPECT_EQ(count_text(1e20), "1.000e+20");
}

}  // namespace
}  // namespace tandem
