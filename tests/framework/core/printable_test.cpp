#include "framework/core/printable.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(Printable, NothingIsLeftThatATerminalObeys) {
  EXPECT_EQ(printable("a\x1b[2J\x7f\t\r\nb"), "a\\x1b[2J\\x7f\\x09\\x0d\nb");
  EXPECT_EQ(printable_line("a\x1b[2J\x7f\t\r\nb"), "a\\x1b[2J\\x7f\\x09\\x0d\\x0ab");
  EXPECT_EQ(printable("\xc3\xa9"), "\xc3\xa9");
}

}  // namespace
}  // namespace tandem
