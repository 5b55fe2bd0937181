#include "framework/training/update_report.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(UpdateReport, ComesOutWhenItsStepIsLookedAt) {
  UpdateReportQueue queue;
  for (int64_t step = 0; step < 3; ++step) {
    queue.push({.step = step, .objective = 1}, at::tensor({1.0F, 2.0F, 0.0F}), at::zeros({1}));
  }
  const auto first = queue.pop_through(1);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[1].position.step, 1);
  EXPECT_EQ(first[1].position.objective, 1U);
  EXPECT_THAT(first[1].terms, ElementsAre(1.0F, 2.0F));
  EXPECT_TRUE(first[1].finite);
  EXPECT_FALSE(first[1].stop_requested);
  EXPECT_EQ(queue.pop_through(9).size(), 1U);
  EXPECT_TRUE(queue.pop_through(9).empty());
}

TEST(UpdateReport, FlagsAreSeen) {
  UpdateReportQueue queue;
  queue.push({}, at::tensor({1.0F, 0.25F}), at::ones({1}));
  const auto reports = queue.pop_through(0);
  EXPECT_TRUE(reports[0].stop_requested);
  EXPECT_FALSE(reports[0].finite);
}

TEST(UpdateReport, TheFirstTermThatIsNotFiniteIsNamed) {
  const Objective objective{.name = "fit", .trains = {}, .terms = {"a", "b"}};
  const UpdatePosition position{.step = 4, .update = 1};
  const auto said = [&](const std::vector<float>& terms) {
    return message_of<DivergedError>(
        [&] { throw_divergence({.position = position, .terms = terms}, objective, 2e-5); });
  };
  EXPECT_THAT(said({1, NAN, NAN}),
              AllOf(HasSubstr("term 'b' of objective 'fit'"),
                    HasSubstr("step 5, update 2, at a learning rate of 2e-05")));
  EXPECT_THAT(said({1, 2, INFINITY}), HasSubstr("term 'loss'"));
  EXPECT_THAT(said({1, 2, 3}), HasSubstr("the gradient or a buffer (every loss term was finite)"));
}

}  // namespace
}  // namespace tandem
