#include "framework/report/observed_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/recorded_run.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing_support::record_of;

CollectedRun measured(std::vector<EvaluationRecord> records, RunEnd end = RunEnd::kDone) {
  CollectedRun run{.path = "run", .options = {}, .manifest = RunManifest("no/such/run")};
  run.end = end;
  run.records = std::move(records);
  return run;
}

std::vector<std::string> names_of(const std::vector<ObservedValue>& values) {
  std::vector<std::string> names;
  for (const ObservedValue& value : values) names.push_back(value.metric + ":" + value.name);
  return names;
}

TEST(ObservedValues, AreInTheOrderOfTheRecordsWithTheirRuns) {
  EvaluationRecord other = record_of(50, 3);
  other.metric = "another";
  const std::vector<CollectedRun> runs = {measured({other, record_of(100, 4)}), measured({}),
                                          measured({record_of(50, 5)})};
  const auto values = observed_values(runs, {0, 1, 2}, {});
  EXPECT_THAT(names_of(values),
              ElementsAre("another:fid", "another:coverage", "fidelity:fid", "fidelity:coverage"))
      << "values of one name are others where the metric is another";
  ASSERT_EQ(values[2].observations.size(), 2U);
  for (const auto& [place, run, record] : {std::tuple(0U, 0U, 1U), std::tuple(1U, 2U, 0U)}) {
    const Observation& seen = values[2].observations[place];
    EXPECT_EQ(seen.run, run);
    EXPECT_EQ(seen.record, &runs[run].records[record]);
    EXPECT_EQ(seen.value, &runs[run].records[record].values[0]);
  }
}

TEST(ObservedValues, AreThoseOfTheRunsThatAreAskedFor) {
  EvaluationRecord other = record_of(50, 3);
  other.metric = "another";
  const std::vector<CollectedRun> runs = {measured({record_of(100, 4)}), measured({other})};
  EXPECT_THAT(names_of(observed_values(runs, {1}, {})),
              ElementsAre("another:fid", "another:coverage"));
  EXPECT_THAT(observed_values(runs, {}, {}), IsEmpty());
  EXPECT_THROW(observed_values(runs, {1}, {"fidelity"}), DataError);
}

TEST(ObservedValues, AreChosenByTheirNamesOrThoseOfMetrics) {
  EvaluationRecord other = record_of(50, 3);
  other.metric = "another";
  const std::vector<CollectedRun> runs = {measured({record_of(50, 4), other})};
  EXPECT_THAT(names_of(observed_values(runs, {0}, {"coverage"})),
              ElementsAre("fidelity:coverage", "another:coverage"));
  EXPECT_THAT(names_of(observed_values(runs, {0}, {"another", "fid"})),
              ElementsAre("fidelity:fid", "another:fid", "another:coverage"));
}

TEST(ObservedValues, AMisspeltNameIsComparedWithAllOfThem) {
  const std::vector<CollectedRun> runs = {measured({record_of(50, 4)})};
  EXPECT_THAT(message_of<DataError>([&] {
                observed_values(runs, {0}, {"coverage", "fidd"});
              }),
              AllOf(HasSubstr("fidd: no value or metric of this name was recorded"),
                    HasSubstr("Did you mean 'fid'?")));
}

class ObservedStampsTest : public ::testing::Test {
 protected:
  /// A run whose `fid` was measured with each of these numbers of samples.
  void add(const std::vector<std::string>& samples, RunEnd end = RunEnd::kDone) {
    std::vector<EvaluationRecord> records;
    for (const std::string& count : samples) records.push_back(record_of(100, 1, count));
    runs_.push_back(measured(std::move(records), end));
    indices_.push_back(indices_.size());
  }
  ObservedStamps stamps() const {
    return stamps_of(observed_values(runs_, indices_, {"fid"}).front(), runs_);
  }
  static std::vector<std::string> samples_of(const std::vector<NamedTexts>& stamps) {
    std::vector<std::string> samples;
    for (const NamedTexts& stamp : stamps) samples.push_back(text_under(stamp, "samples"));
    return samples;
  }

  std::vector<CollectedRun> runs_;
  std::vector<size_t> indices_;
};

TEST_F(ObservedStampsTest, AreCommonWhereEveryRunWithTheValueHasThem) {
  add({"2000", "5000", "9000"});
  add({"5000", "9000"});
  add({});
  EXPECT_THAT(samples_of(stamps().common), ElementsAre("5000", "9000"));
  EXPECT_THAT(samples_of(stamps().others), ElementsAre("2000"));
  EXPECT_FALSE(stamps().conflict);
}

TEST_F(ObservedStampsTest, WithoutACommonOneTwoRunsAreNamedAndWhatDiffers) {
  add({"2000", "5000"});
  add({"2000"});
  add({"5000"});
  EXPECT_THAT(stamps().common, IsEmpty());
  EXPECT_THAT(samples_of(stamps().others), ElementsAre("2000", "5000"));
  const auto conflict = stamps().conflict;
  ASSERT_TRUE(conflict);
  EXPECT_EQ(conflict->value, "fid");
  EXPECT_EQ(conflict->first, 0U);
  EXPECT_EQ(conflict->second, 2U);
  EXPECT_EQ(conflict->difference.field, "samples");
  EXPECT_EQ(conflict->difference.first, "2000");
  EXPECT_EQ(conflict->difference.second, "5000");
}

TEST_F(ObservedStampsTest, ARunThatDivergedNeedsNoneInCommon) {
  add({"5000"}, RunEnd::kDiverged);
  add({"2000"});
  EXPECT_THAT(samples_of(stamps().common), ElementsAre("2000"));
  EXPECT_THAT(samples_of(stamps().others), ElementsAre("5000"));
  EXPECT_FALSE(stamps().conflict);
}

TEST_F(ObservedStampsTest, WhereAllDivergedTheirsCount) {
  add({"2000", "5000"}, RunEnd::kDiverged);
  add({"5000"}, RunEnd::kDiverged);
  EXPECT_THAT(samples_of(stamps().common), ElementsAre("5000"));
  add({"2000"}, RunEnd::kDiverged);
  EXPECT_THAT(stamps().common, IsEmpty());
  EXPECT_TRUE(stamps().conflict);
}

}  // namespace
}  // namespace tandem
