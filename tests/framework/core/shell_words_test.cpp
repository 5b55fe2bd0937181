#include "framework/core/shell_words.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(ShellLine, IsQuotedWhereNeeded) {
  EXPECT_EQ(shell_line({"tandem", "resume", "runs/a b", "~x", "it's", "a=[1,2]"}),
            "tandem resume 'runs/a b' '~x' 'it'\\''s' 'a=[1,2]'");
  EXPECT_EQ(shell_line({"tandem", "", "a~b"}), "tandem '' 'a~b'");
  EXPECT_EQ(shell_line({}), "");
}

}  // namespace
}  // namespace tandem
