#include "framework/core/random_token.h"

#include <gtest/gtest.h>

#include <regex>

namespace tandem {
namespace {

TEST(RandomTokenTest, IsDrawnAnew) {
  const std::string token = random_token();
  EXPECT_TRUE(std::regex_match(token, std::regex("[0-9a-f]{32}"))) << token;
  EXPECT_NE(token, random_token());
}

}  // namespace
}  // namespace tandem
