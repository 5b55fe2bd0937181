#include "framework/report/value_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/report/few_runs.h"
#include "tests/support/recorded_run.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing_support::make_run;
using testing_support::record_of;

/// A run with values at steps 50 and 100, and the observations of its `fid`.
class ValueSummaryTest : public ::testing::Test {
 protected:
  ValueSummaryTest() {
    make_run(directory_ / "a");
    write_record(directory_ / "a", record_of(50, 1));
    write_record(directory_ / "a", record_of(100, 3));
    runs_ = collect_runs({directory_.path()});
    value_ = {observed_values(runs_, {0}, {"fid"}).front().observations,
              kLowerIsBetter,
              {trained_data(runs_.front())}};
  }

  CollectedRun& run() { return runs_.front(); }
  ValueSummary summary() const { return summary_of_last(value_, group_, runs_); }
  RunValue last() const { return summary().runs.at(0); }
  ValueSummary best() const { return summary_of_best(value_, group_, runs_); }
  void undefine_last() { runs_.front().records.back().values.front().value.reset(); }
  void forget_data() { value_.trained_on = {"images fedcba9876543210 "}; }
  void forget_first() { value_.observations.erase(value_.observations.begin()); }

 private:
  TemporaryDirectory directory_;
  std::vector<CollectedRun> runs_;
  StampedValue value_;
  RunGroup group_{.family = "vae", .label = "vae", .runs = {0}};
};

TEST_F(ValueSummaryTest, HasTheBestCheckpointBesideTheLast) {
  EXPECT_EQ(last().value, 3);
  EXPECT_THAT(best().runs, IsEmpty());
  run().best = BestCheckpoint{50, "valid/fid", 1};
  EXPECT_EQ(best().runs.at(0).value, 1);
  EXPECT_EQ(best().runs.at(0).step, 50);
  EXPECT_EQ(best().mean, 1);
  run().best->step = 70;
  EXPECT_EQ(best().runs.at(0).value, std::nullopt);
  EXPECT_EQ(best().runs.at(0).reason, "not measured at its best step, 70");
}

TEST_F(ValueSummaryTest, DoesNotTakeAnotherCheckpointForTheBest) {
  run().best = BestCheckpoint{50, "valid/fid", 1};
  forget_first();
  EXPECT_EQ(best().runs.at(0).value, std::nullopt);
  EXPECT_EQ(best().runs.at(0).reason, "not measured at its best step, 50");
}

TEST_F(ValueSummaryTest, OfARunWithAnUndefinedValueIsWorstAndHasNoMean) {
  undefine_last();
  EXPECT_EQ(last().reason, "undefined");
  EXPECT_EQ(summary().mean, std::nullopt);
  EXPECT_EQ(num_scores(summary()), 1);
  EXPECT_THAT(scores_of(summary(), kLowerIsBetter), ElementsAre(kWorstScore));
  EXPECT_EQ(failures_text(summary()), "1 of 1 undefined");
}

/// It may have other runs of its group beside it, on the data of which it was not trained.
TEST_F(ValueSummaryTest, OfARunThatDivergedOnOtherDataSaysNothing) {
  run().end = RunEnd::kDiverged;
  forget_data();
  EXPECT_FALSE(last().diverged);
  EXPECT_EQ(summary().num_diverged, 0);
}

TEST(FailuresText, NamesEachKind) {
  const ValueSummary summary{
      .runs = std::vector<RunValue>(4), .num_diverged = 1, .num_undefined = 2};
  EXPECT_EQ(failures_text(summary, " runs"), "1 of 4 runs diverged, 2 undefined");
  EXPECT_EQ(failures_text({}), std::nullopt);
}

TEST(MeanText, HasTheDigitsOfTheIntervalOrOfTheErrorOfOneRun) {
  EXPECT_EQ(mean_text({}, "-"), "-");
  EXPECT_EQ(mean_text({.num_values = 2, .mean = 12.3456, .half_width = 0.412}, "-"),
            "12.35 ± 0.41");
  const RunValue run{.value = 12.3456, .standard_error = 4.12};
  EXPECT_EQ(mean_text({.runs = {run}, .num_values = 1, .mean = 12.3456}, "-"), "12.3");
  EXPECT_EQ(mean_text({.runs = std::vector<RunValue>(2), .num_diverged = 1}, "-", " runs"),
            "1 of 2 runs diverged");
  EXPECT_EQ(mean_text({.num_values = 2}, "-"), "not finite");
}

TEST_F(ValueSummaryTest, OfARunThatDivergedIsWorstAtTheEnd) {
  run().end = RunEnd::kDiverged;
  run().best = BestCheckpoint{50, "valid/fid", 1};
  EXPECT_TRUE(last().diverged);
  EXPECT_EQ(summary().num_diverged, 1);
  EXPECT_EQ(summary().num_values, 0);
  EXPECT_EQ(last().value, std::nullopt);
  // The checkpoint that was chosen before is there.
  EXPECT_EQ(best().runs.at(0).value, 1);
}

TEST(ScoresOf, AreLowWhereValuesAreGood) {
  const ValueSummary summary{
      .runs = {{.value = 2.0}, {.diverged = true}, {.reason = "not measured"}}};
  EXPECT_THAT(scores_of(summary, kLowerIsBetter), ElementsAre(2, kWorstScore));
  EXPECT_THAT(scores_of(summary, kHigherIsBetter), ElementsAre(-2, kWorstScore));
}

}  // namespace
}  // namespace tandem
