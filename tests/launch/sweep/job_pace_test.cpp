#include "launch/sweep/job_pace.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

using std::chrono::seconds;

constexpr JobPace::Clock::time_point kBegan{};

/// It took 2 seconds to begin, and makes 10 steps in a second.
JobPace seen_pace() {
  JobPace pace(kBegan);
  pace.see(0, kBegan + seconds(1));
  pace.see(10, kBegan + seconds(2));
  pace.see(110, kBegan + seconds(12));
  return pace;
}

TEST(JobPace, ALongRestIsWorthIt) {
  const JobPace pace = seen_pace();
  const auto now = kBegan + seconds(12);
  // Twice as many ranks save half of what is left.
  EXPECT_TRUE(pace.gains(110 + 400, 1, 2, now));
  EXPECT_FALSE(pace.gains(110 + 390, 1, 2, now));
  EXPECT_FALSE(pace.gains(110 + 400, 1, 2, now + seconds(1))) << "a second has gone by since";
  EXPECT_TRUE(pace.gains(110 + 270, 1, 4, now));
}

TEST(JobPace, NoMoreRanksAreNoGain) {
  EXPECT_FALSE(seen_pace().gains(1'000'000, 2, 2, kBegan + seconds(12)));
  EXPECT_FALSE(seen_pace().gains(1'000'000, 2, 0, kBegan + seconds(12)));
  JobPace at_once(kBegan);
  at_once.see(0, kBegan);
  at_once.see(10, kBegan);
  at_once.see(110, kBegan + seconds(10));
  EXPECT_TRUE(at_once.gains(1'000'000, 2, 4, kBegan + seconds(10)));
  EXPECT_FALSE(at_once.gains(1'000'000, 2, 2, kBegan + seconds(10))) << "however soon it begins";
}

TEST(JobPace, IsNotKnownBeforeStepsWereMade) {
  JobPace pace(kBegan);
  // As a call before it left it.
  pace.see(500, kBegan);
  pace.see(500, kBegan + seconds(1));
  EXPECT_FALSE(pace.has_begun());
  EXPECT_FALSE(pace.gains(1'000'000, 1, 2, kBegan + seconds(1)));
  pace.see(400, kBegan + seconds(3));
  EXPECT_TRUE(pace.has_begun());
  EXPECT_FALSE(pace.gains(1'000'000, 1, 2, kBegan + seconds(3))) << "one step is no pace";
  pace.see(410, kBegan + seconds(4));
  EXPECT_TRUE(pace.gains(410 + 600, 1, 2, kBegan + seconds(4)));
  EXPECT_FALSE(pace.gains(410 + 590, 1, 2, kBegan + seconds(4)));
}

}  // namespace
}  // namespace tandem
