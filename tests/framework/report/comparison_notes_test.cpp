#include "framework/report/comparison_notes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/recorded_run.h"

namespace tandem {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing_support::record_of;

class ComparisonNotesTest : public ::testing::Test {
 protected:
  ComparisonNotesTest() {
    comparison_.grouping.groups.emplace_back();
    table_.stamp = {{"metric", "fidelity"}, {"split", "test"}};
    table_.groups.emplace_back();
  }

  /// A run of the only group, which has been measured.
  CollectedRun& add(const std::string& path, RunEnd end = RunEnd::kDone) {
    CollectedRun run{.path = path, .options = {}, .manifest = RunManifest("no/such/run")};
    run.end = end;
    run.records = {record_of(100, 1)};
    comparison_.grouping.groups[0].runs.push_back(comparison_.runs.size());
    return comparison_.runs.emplace_back(std::move(run));
  }
  /// The same with a value of it in the table.
  RunValue& add_value(const std::string& path, const RunValue& value) {
    add(path);
    RunValue& added = table_.groups[0].last.runs.emplace_back(value);
    added.run = comparison_.runs.size() - 1;
    if (added.value) ++table_.groups[0].last.num_values;
    return added;
  }
  /// The first of the runs has chosen its best checkpoint by this value.
  void choose_best_by(const std::string& name) {
    comparison_.runs[0].best = BestCheckpoint{.step = 50, .metric = name, .value = 1};
    table_.groups[0].best.runs = {RunValue{.run = 0, .step = 50, .value = 1.0}};
  }

  std::vector<std::string> of_runs() const { return notes_on(comparison_); }
  std::vector<std::string> of_table() const { return notes_on(table_, comparison_); }

  Comparison comparison_;
  ComparisonTable table_;
};

TEST_F(ComparisonNotesTest, ThereAreNoneWhereAllIsWell) {
  add_value("a", {.step = 100, .value = 1.0});
  add_value("b", {.step = 100, .value = 2.0});
  EXPECT_THAT(of_runs(), IsEmpty());
  EXPECT_THAT(of_table(), IsEmpty());
}

TEST_F(ComparisonNotesTest, OfARunThatRepeatsASeedNoMoreIsSaid) {
  add("a");
  for (const RunEnd end : {RunEnd::kDiverged, RunEnd::kStopped}) {
    add("again", end).records.clear();
    comparison_.grouping.repeated.emplace_back(comparison_.grouping.groups[0].runs.back(), 0);
    comparison_.grouping.groups[0].runs.pop_back();
  }
  const std::string note = "again repeats configuration and seed of a and does not count";
  EXPECT_THAT(of_runs(), ElementsAre(note, note));
}

TEST_F(ComparisonNotesTest, ARunThatDivergedIsNamedWithWhatItSaid) {
  CollectedRun& run = add("a\x1b[2J", RunEnd::kDiverged);
  run.end_step = 30;
  run.end_message = "the loss\nis not finite";
  run.records.clear();
  EXPECT_THAT(of_runs(), ElementsAre("a\\x1b[2J diverged at step 30 and counts as worst: "
                                     "the loss\\x0ais not finite"));
}

TEST_F(ComparisonNotesTest, RunsThatDidNotEndAsPlannedAreNamedTogether) {
  add("a", RunEnd::kUnfinished);
  add("b", RunEnd::kLost);
  add("c", RunEnd::kStopped);
  add("d", RunEnd::kUnfinished);
  add("e");
  EXPECT_THAT(of_runs(), ElementsAre("stopped, compared as far as they are: c",
                                     "lost, compared as far as they are: b",
                                     "unfinished, compared as far as they are: a, d"));
}

TEST_F(ComparisonNotesTest, RunsOfWhichNothingWasMeasuredAreNamedTogether) {
  for (const char* path : {"a", "b", "c"}) add(path);
  comparison_.runs[0].records.clear();
  comparison_.runs[2].records.clear();
  EXPECT_THAT(of_runs(), ElementsAre("nothing was measured of: a, c"));
}

TEST_F(ComparisonNotesTest, AReasonOfSeveralRunsIsSaidOnce) {
  add_value("a", {.reason = "not measured"});
  add_value("b", {.step = 100, .value = 1.0, .note = "no more images than features"});
  add_value("c", {.reason = "not measured"});
  add_value("d", {.diverged = true, .reason = "diverged at step 3"});
  add_value("e", {.step = 100, .value = 2.0, .reason = "of no account"});
  EXPECT_THAT(of_table(), ElementsAre("b: no more images than features", "a, c: not measured"));
}

TEST_F(ComparisonNotesTest, RanksOfFewSeedsAreOverconfident) {
  for (const char* path : {"a", "b", "c", "d"}) add_value(path, {.step = 100, .value = 1.0});
  EXPECT_THAT(of_table(), IsEmpty()) << "there are no ranks";
  table_.is_ranked = true;
  EXPECT_THAT(of_table(),
              ElementsAre("rank probabilities of fewer than 5 seeds are overconfident"));
  add_value("e", {.step = 100, .value = 1.0});
  EXPECT_THAT(of_table(), IsEmpty());
}

TEST_F(ComparisonNotesTest, StepsAreThoseOfRunsThatHaveAValue) {
  add_value("a", {.step = 100, .value = 1.0});
  add_value("b", {.step = 5, .reason = "undefined"});
  EXPECT_THAT(of_table(), ElementsAre("b: undefined"));
  add_value("c", {.step = 40, .value = 1.0});
  add_value("d", {.step = 70, .value = 1.0});
  EXPECT_THAT(of_table(), Contains("measured at different steps, from 40 to 100"));
}

TEST_F(ComparisonNotesTest, ABestCheckpointIsFlatteredByTheSplitThatItWasChosenOn) {
  add_value("a", {.step = 100, .value = 1.0});
  choose_best_by("test/fid");
  EXPECT_THAT(of_table(), ElementsAre("best: chosen by test/fid, on the split that it is measured "
                                      "on, which flatters it"));
  for (const char* other : {"valid/fid", "tests/fid", "loss"}) {
    choose_best_by(other);
    EXPECT_THAT(of_table(), IsEmpty()) << other;
  }
  choose_best_by("test/fid");
  table_.stamp = {{"metric", "fidelity"}};
  EXPECT_THAT(of_table(), IsEmpty()) << "the stamp names no split";
}

}  // namespace
}  // namespace tandem
