#include "framework/core/plain_name.h"

#include <gtest/gtest.h>

#include <string>

namespace tandem {
namespace {

TEST(PlainName, StaysInItsDirectory) {
  EXPECT_TRUE(is_plain_name("lane-0.safetensors"));
  EXPECT_TRUE(is_plain_name(std::string(64, 'a')));
  EXPECT_FALSE(is_plain_name(std::string(65, 'a')));
  EXPECT_FALSE(is_plain_name(std::string("a\0b", 3)));
  for (const char* name : {"", ".", "..", ".hidden", "-x", "a/b", "a\nb", "\xc3\xa9"}) {
    EXPECT_FALSE(is_plain_name(name)) << name;
  }
}

}  // namespace
}  // namespace tandem
