#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/framework/training/observers/watched_training.h"
#include "tests/support/environment_variable.h"
#include "tests/support/error_message.h"

namespace tandem {

ObserverKind fault_observer();

namespace {

using testing::HasSubstr;
using testing_support::EnvironmentVariable;

constexpr const char* kVariable = "TANDEM_TEST_FAULT";

TEST(FaultObserver, IsThereOnlyWhereItWasAskedFor) {
  WatchedTraining training;
  {
    const EnvironmentVariable nothing(kVariable, std::nullopt);
    EXPECT_EQ(fault_observer().make(training.as_rank(0)), nullptr);
  }
  const EnvironmentVariable asked(kVariable, "throw@1:5");
  EXPECT_EQ(fault_observer().make(training.as_rank(0)), nullptr);
  EXPECT_NE(fault_observer().make(training.as_rank(1, 4)), nullptr);
  // A process that goes on from that step has it behind it.
  EXPECT_EQ(fault_observer().make(training.as_rank(1, 5)), nullptr);
}

TEST(FaultObserver, ThrowsBehindItsStepAlone) {
  const EnvironmentVariable asked(kVariable, "throw@0:5");
  WatchedTraining training;
  const auto observer = fault_observer().make(training.as_rank(0));
  observer->on_step(4);
  EXPECT_THAT(message_of<Error>([&] { observer->on_step(5); }), HasSubstr("step 5"));
  observer->on_step(6);
}

TEST(FaultObserver, MakesWeightsNotFinite) {
  const EnvironmentVariable asked(kVariable, "nan@0:5");
  WatchedTraining training;
  const auto observer = fault_observer().make(training.as_rank(0));
  EXPECT_TRUE(training.weights().isfinite().all().item<bool>());
  observer->on_step(5);
  EXPECT_FALSE(training.weights().isfinite().any().item<bool>());
}

TEST(FaultObserver, RefusesWhatItDoesNotUnderstand) {
  WatchedTraining training;
  for (const char* words : {"", "throw", "throw@0", "explode@0:5", "throw@0:5 "}) {
    const EnvironmentVariable asked(kVariable, words);
    EXPECT_THAT(message_of<ConfigError>([&] { fault_observer().make(training.as_rank(0)); }),
                HasSubstr(kVariable));
  }
}

}  // namespace
}  // namespace tandem
