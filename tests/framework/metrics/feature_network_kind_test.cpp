// How a user names a feature network.
#include "framework/metrics/feature_network_kind.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string refusal(const std::string& named) {
  return message_of<ConfigError>([&] { (void)open_feature_network(named, {}); });
}

TEST(FeatureNetworkKind, OthersAreNamed) {
  EXPECT_THAT(refusal("classifer=run"),
              AllOf(HasSubstr("Did you mean 'classifier'? There are these\n"),
                    HasSubstr("\n  classifier=RUN: What the last layer of a run"),
                    HasSubstr("got classifer=run")));
}

TEST(FeatureNetworkKind, WhatFollowsTheNameIsThere) {
  EXPECT_THAT(refusal("classifier"), HasSubstr("expected classifier=RUN, got classifier"));
  EXPECT_THAT(refusal("classifier="), HasSubstr("expected classifier=RUN, got classifier="));
}

}  // namespace
}  // namespace tandem
