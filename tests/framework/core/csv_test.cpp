#include "framework/core/csv.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(Csv, QuotesAndDisarmsFormulas) {
  EXPECT_EQ(csv_line({"a,\"b\"", "-1.5", ""}), "\"a,\"\"b\"\"\",-1.5,\n");
  EXPECT_EQ(csv_line({"=cmd()", "1e-3"}), "\"'=cmd()\",1e-3\n");
  EXPECT_EQ(csv_line({"+5", "+1.5e3", "+x"}), "+5,+1.5e3,\"'+x\"\n");
  EXPECT_EQ(csv_line({"+-5", "++5", "+"}), "\"'+-5\",\"'++5\",\"'+\"\n");
  EXPECT_EQ(csv_line({"-x\ny"}), "\"'-x\\x0ay\"\n");
}

}  // namespace
}  // namespace tandem
