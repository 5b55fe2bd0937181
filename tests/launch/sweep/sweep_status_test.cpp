#include "launch/sweep/sweep_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/sweep/study_records.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;

/// A study with a trial per state, told by its records.
class SweepStatusTest : public ::testing::Test {
 protected:
  SweepStatusTest() {
    sweep_.metric = "valid/fid";
    sweep_.space.parameters = {
        {.name = "rate", .distribution = log_reals(1e-5, 1e-1), .keys = {"rate"}},
        {.name = "norm", .distribution = categorical({"batch", "none"}), .keys = {"norm"}}};
    take(study_record("s", true));
  }
  void take(const nlohmann::ordered_json& record) {
    study_.take(nlohmann::json::parse(record.dump()));
  }
  /// A trial that ends with the values of two seeds.
  void add(TrialState state, double first, double second) {
    const auto id = static_cast<int64_t>(study_.trials().size());
    take(trial_record(sweep_.space, {{"rate", 1e-3}, {"norm", 1}}, {}));
    for (const auto& [seed, value] : {std::pair(1, first), std::pair(2, second)}) {
      take(trial_user_attribute(id, "seed:" + std::to_string(seed),
                                {{"until", 20},
                                 {"end", "reached"},
                                 {"run", "trials/0000/seed-1"},
                                 {"values", {{"10", 99.0}, {"20", value}}}}));
    }
    if (state != TrialState::kRunning) take(state_record(id, state, (first + second) / 2));
  }

  SweepDefinition sweep_;
  Study study_;
};

TEST_F(SweepStatusTest, CountsTrialsByTheirStates) {
  EXPECT_EQ(counts_text(study_, 9, {}), "0 of 9 trials");
  add(TrialState::kComplete, 1, 2);
  add(TrialState::kPruned, 1, 2);
  add(TrialState::kRunning, 1, 2);
  take(infeasible_record(2));
  take(state_record(2, TrialState::kPruned));
  add(TrialState::kPaused, 1, 2);
  EXPECT_EQ(counts_text(study_, 9, {}),
            "4 of 9 trials: 1 complete, 1 paused, 1 pruned, 1 diverged");
  add(TrialState::kRunning, 1, 2);
  add(TrialState::kRunning, 1, 2);
  add(TrialState::kRunning, 1, 2);
  EXPECT_EQ(counts_text(study_, 9, {0, 5}),
            "7 of 9 trials: 1 complete, 1 paused, 1 running, 2 waiting, 1 pruned, 1 diverged");
}

TEST_F(SweepStatusTest, TheBestIsThatOfCompleteTrials) {
  EXPECT_EQ(best_text(study_, sweep_), "no trial is complete yet");
  add(TrialState::kComplete, 5, 7);
  add(TrialState::kPruned, 1, 1);
  add(TrialState::kComplete, 3, 4);
  EXPECT_EQ(best_trial(study_), 2);
  EXPECT_EQ(best_text(study_, sweep_),
            "best: trial 2, valid/fid 3.5 ± 6.4 (2 seeds), norm=none rate=0.001");
}

TEST_F(SweepStatusTest, NothingIsToComeOfASweepThatHasEndedWithoutACompleteTrial) {
  add(TrialState::kPaused, 1, 2);
  EXPECT_EQ(best_text(study_, sweep_), "no trial is complete yet");
  take(state_record(0, TrialState::kPruned));
  EXPECT_EQ(best_text(study_, sweep_), "no trial is complete");
}

TEST_F(SweepStatusTest, WhereAllDivergedOrFailedThatIsSaid) {
  add(TrialState::kRunning, 1, 2);
  take(infeasible_record(0));
  EXPECT_EQ(best_text(study_, sweep_), "no trial is complete yet");
  take(state_record(0, TrialState::kPruned));
  EXPECT_EQ(best_text(study_, sweep_), "no trial is complete: every one diverged");
  add(TrialState::kFailed, 1, 2);
  EXPECT_EQ(best_text(study_, sweep_), "no trial is complete: every one diverged or failed");
}

TEST_F(SweepStatusTest, ValuesOfSeedsAreThoseOfTheLastRung) {
  add(TrialState::kComplete, 5, 7);
  EXPECT_THAT(values_of_seeds(study_.trials().front()), ElementsAre(5, 7));
}

}  // namespace
}  // namespace tandem
