#include "framework/core/small_letters.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(SmallLetters, ReplaceCapitalsAlone) {
  EXPECT_EQ(small_letters("Train-2.PNG"), "train-2.png");
  EXPECT_EQ(small_letters("É"), "É") << "of one byte each are A to Z";
}

}  // namespace
}  // namespace tandem
