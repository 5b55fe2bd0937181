#include "framework/runs/run_paths.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(StepName, NamesAndStepsBelongTogether) {
  EXPECT_EQ(step_name(1000), "step-00001000");
  EXPECT_EQ(step_name(123456789012), "step-123456789012");
  EXPECT_EQ(step_of_name("step-00001000"), 1000);
  EXPECT_EQ(step_of_name("step-123456789012"), 123456789012);
  for (const char* name :
       {"step-1000", "step-000001000", "step-", "step--0001000", "step-0000100x", "Step-00001000",
        ".tmp-step-00001000-7", "step-99999999999999999999", "step-00001000.png"}) {
    EXPECT_EQ(step_of_name(name), std::nullopt) << name;
  }
}

TEST(StepName, IsReadWhereANameBeginsWithIt) {
  EXPECT_EQ(leading_step("step-00001000"), 1000);
  EXPECT_EQ(leading_step("step-00001000.png"), 1000);
  EXPECT_EQ(leading_step("step-123456789012-label.png"), 123456789012);
  for (const char* name : {"step-1000.png", "step-000010001.png", "step-", "a-step-00001000.png"}) {
    EXPECT_EQ(leading_step(name), std::nullopt) << name;
  }
}

}  // namespace
}  // namespace tandem
