#include "framework/sweep/sweep_kinds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(SweepKinds, AreThoseOfTheTables) {
  const auto are = [](auto... names) { return ElementsAre(Field(&KindText::name, names)...); };
  EXPECT_THAT(sweep_kinds().samplers, are("grid", "random", "sobol", "tpe"));
  EXPECT_THAT(sweep_kinds().schedulers, are("halving", "median", "none", "population"));
  EXPECT_THAT(sweep_kinds().schedulers.front().options, ElementsAre("rungs", "eta"));
}

TEST(SweepKinds, AreFoundByName) {
  EXPECT_EQ(sampler_named("tpe").name, "tpe");
  EXPECT_THAT([] { sampler_named("soboll"); },
              ThrowsMessage<ConfigError>(HasSubstr("Did you mean 'sobol'?")));
  EXPECT_THAT([] { scheduler_named("havling"); },
              ThrowsMessage<ConfigError>(HasSubstr("Did you mean 'halving'?")));
}

}  // namespace
}  // namespace tandem
