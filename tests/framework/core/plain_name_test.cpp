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

TEST(PlainName, IsMadeOfLettersAndMarks) {
  EXPECT_TRUE(is_made_of_letters_and("", "aZ9"));
  EXPECT_TRUE(is_made_of_letters_and("._", std::string(1'000'000, '_')));
  EXPECT_FALSE(is_made_of_letters_and("._", ""));
  EXPECT_FALSE(is_made_of_letters_and("._", "a-b"));
  EXPECT_FALSE(is_made_of_letters_and("", "\xc3\xa9"));
}

}  // namespace
}  // namespace tandem
