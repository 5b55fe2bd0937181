#include "launch/sweep/first_failures.h"

#include <gtest/gtest.h>

#include "framework/sweep/study_records.h"

namespace tandem {
namespace {

class FirstFailures : public ::testing::Test {
 protected:
  FirstFailures() { take(study_record("s", true)); }
  void take(const nlohmann::ordered_json& record) {
    study_.take(nlohmann::json::parse(record.dump()));
  }
  int64_t begin() {
    take(trial_record({}, {}, {}));
    return static_cast<int64_t>(study_.trials().size()) - 1;
  }
  /// Of two seeds the second fails.
  void fail(const std::string& cause) {
    const int64_t trial = begin();
    take(trial_user_attribute(trial, "seed:2", {{"until", 100}, {"values", {{"100", 1.0}}}}));
    take(trial_user_attribute(trial, "seed:4",
                              {{"until", 100}, {"end", "failed"}, {"cause", cause}}));
    take(state_record(trial, TrialState::kFailed));
  }

  Study study_;
};

TEST_F(FirstFailures, ThreeThatAreAlikeAreOneMistake) {
  begin();
  fail("rank 0 was lost in trials/0001/seed-1 at 0x7f3a: rate 1e-05 is too small");
  fail("rank 3 was lost in trials/0002/seed-1 at 0x11bc: rate 0.001 is too small");
  EXPECT_FALSE(common_failure(study_));
  fail("rank 1 was lost in trials/0003/seed-1 at 0x9: rate 2.5E+4 is too small");
  const auto failure = common_failure(study_);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->trial, 1);
  EXPECT_EQ(failure->seed, 4);
  EXPECT_EQ(failure->cause,
            "rank 0 was lost in trials/0001/seed-1 at 0x7f3a: rate 1e-05 is too small");
}

TEST_F(FirstFailures, OfDifferentCausesEachCountsForItself) {
  fail("no space is left");
  fail("rank 0 was killed");
  fail("the data are gone");
  fail("");
  EXPECT_FALSE(common_failure(study_));
  fail("rank 1 was killed");
  EXPECT_FALSE(common_failure(study_));
  fail("rank 2 was killed");
  EXPECT_EQ(common_failure(study_)->trial, 1);
}

TEST_F(FirstFailures, OneThatWasMeasuredShowsThatNotAllFail) {
  const int64_t measured = begin();
  for (int i = 0; i < 3; ++i) fail("lost");
  EXPECT_TRUE(common_failure(study_));
  take(value_record(measured, 100, 0.5));
  EXPECT_FALSE(common_failure(study_));
}

}  // namespace
}  // namespace tandem
