#include "launch/sweep/host_trust.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(HostTrust, AHostThatLosesJobsGetsNoneForAWhile) {
  HostTrust trust;
  const HostTrust::Clock::time_point now{};
  EXPECT_THAT(trust.closed(now), IsEmpty());
  trust.lost({"a"}, now);
  EXPECT_THAT(trust.closed(now + milliseconds(999)), ElementsAre("a"));
  EXPECT_THAT(trust.closed(now + seconds(1)), IsEmpty());
  trust.lost({"a", "b"}, now);
  EXPECT_THAT(trust.closed(now + milliseconds(1500)), ElementsAre("a"));
  for (int i = 0; i < 40; ++i) trust.lost({"a"}, now);
  EXPECT_THAT(trust.closed(now + seconds(29)), ElementsAre("a"));
  EXPECT_THAT(trust.closed(now + seconds(30)), IsEmpty());
  EXPECT_THAT(trust.doubted(), ElementsAre("a", "b"));
  trust.sound({"a"});
  EXPECT_THAT(trust.doubted(), ElementsAre("b"));
}

TEST(HostTrust, AResultRestoresIt) {
  HostTrust trust;
  const HostTrust::Clock::time_point now{};
  trust.lost({""}, now);
  trust.lost({""}, now);
  trust.sound({""});
  EXPECT_THAT(trust.closed(now), IsEmpty());
  trust.lost({""}, now);
  EXPECT_THAT(trust.closed(now + seconds(1)), IsEmpty()) << "as the first time";
}

}  // namespace
}  // namespace tandem
