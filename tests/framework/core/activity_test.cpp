// Activities of ranks by the names that status files and messages have for them.
#include "framework/core/activity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(Activity, EachHasANameOfItsOwn) {
  EXPECT_THAT(names_of(kActivities), testing::ElementsAre("preparing", "training", "evaluating",
                                                          "saving", "saving for too long"));
  for (const auto& [name, activity] : kActivities) {
    EXPECT_EQ(name_of(kActivities, activity), name);
    EXPECT_EQ(chosen(kActivities, name), activity);
  }
}

}  // namespace
}  // namespace tandem
