// Names that stand for values, and back.
#include "framework/core/choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

enum class Colour { kRed, kGrey, kBlue };

constexpr Choice<Colour> kColours[] = {{"red", Colour::kRed}, {"grey", Colour::kGrey}};

TEST(Choice, NamesAreThoseOfTheTableInItsOrder) {
  EXPECT_THAT(names_of(kColours), testing::ElementsAre("red", "grey"));
}

TEST(Choice, ANameStandsForItsValueAndAValueHasItsName) {
  EXPECT_EQ(chosen(kColours, "grey"), Colour::kGrey);
  EXPECT_EQ(name_of(kColours, Colour::kRed), "red");
}

TEST(Choice, WhatTheTableDoesNotHoldIsRefused) {
  EXPECT_THROW(chosen(kColours, "blue"), Error);
  EXPECT_THROW(name_of(kColours, Colour::kBlue), Error);
}

}  // namespace
}  // namespace tandem
