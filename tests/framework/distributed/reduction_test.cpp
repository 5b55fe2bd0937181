// The reductions by the names that configurations and manifests have for them.
#include "framework/distributed/reduction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(Reduction, HasTheNameThatARunIsRecordedWith) {
  EXPECT_THAT(names_of(kReductions), testing::ElementsAre("ordered", "native"));
  EXPECT_EQ(chosen(kReductions, "native"), Reduction::kNative);
}

TEST(Reduction, OnlyTheOrderedOneHasTheSameBitsOnAnyNumberOfRanks) {
  for (const auto& [name, reduction] : kReductions) {
    EXPECT_EQ(is_rank_count_invariant(reduction), name == "ordered") << name;
  }
}

}  // namespace
}  // namespace tandem
