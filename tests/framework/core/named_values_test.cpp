#include "framework/core/named_values.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(TextUnder, IsThatOfTheNameOrEmpty) {
  const NamedTexts texts = {{"split", "test"}, {"samples", "2000"}};
  EXPECT_EQ(text_under(texts, "samples"), "2000");
  EXPECT_EQ(text_under(texts, "seed"), "");
}

}  // namespace
}  // namespace tandem
