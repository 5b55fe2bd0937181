#include "launch/run_span.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;

TEST(RunSpan, LiesBetweenTheCheckpointAndTheEnd) {
  EXPECT_NO_THROW(check_span(0, std::nullopt, 10));
  EXPECT_NO_THROW(check_span(0, 1, 10));
  EXPECT_NO_THROW(check_span(4, 10, 10));
  for (const int64_t until : {-1, 0, 11}) {
    EXPECT_THAT(message_of<UsageError>([&] { check_span(0, until, 10); }),
                HasSubstr("from 1 to 10"));
  }
  EXPECT_THAT(message_of<UsageError>([] { check_span(4, 3, 10); }), HasSubstr("from 4 to 10"));
}

TEST(RunSpan, BeingThereAlreadyIsNoError) {
  EXPECT_NO_THROW(check_span(4, 4, 10));
  EXPECT_NO_THROW(check_span(10, std::nullopt, 10));
}

TEST(RunSpan, ARunDoesNotEndBeforeItsCheckpoint) {
  EXPECT_THAT(message_of<ConfigError>([] { check_span(6, std::nullopt, 5); }),
              HasSubstr("at least 6"));
}

}  // namespace
}  // namespace tandem
