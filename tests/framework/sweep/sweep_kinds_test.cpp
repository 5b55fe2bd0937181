#include "framework/sweep/sweep_kinds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/choice.h"
#include "framework/core/error.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(SweepKinds, AreThoseOfTheTables) {
  EXPECT_EQ(names_of(sweep_kinds().samplers), names_of(all_samplers()));
  EXPECT_EQ(names_of(sweep_kinds().schedulers), names_of(all_schedulers()));
  for (const KindText& kind : sweep_kinds().schedulers) {
    EXPECT_EQ(kind.options, scheduler_named(kind.name).options);
  }
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
