#include "launch/audit/run_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;

class RunHistoryTest : public ::testing::Test {
 protected:
  /// A start from a step, by options.
  void start(int64_t step, const std::string& steps, const std::string& every,
             const std::string& path = "a.h5", const std::string& classifier = "\"\"") {
    RunFacts facts;
    facts.options = {{"steps", steps},
                     {"report.every", every},
                     {"data.path", path},
                     {"evaluation.classifier", classifier}};
    RunStart start;
    start.parent_step = step;
    RunManifest(run_.path()).start(facts, start);
  }
  /// "until[override override]" of every leg.
  std::vector<std::string> legs(int64_t begin, int64_t end) const {
    std::vector<std::string> texts;
    for (const Leg& leg : legs_between(RunManifest(run_.path()), begin, end)) {
      std::string text = std::to_string(leg.until);
      for (const std::string& each : leg.overrides) text += " " + each;
      texts.push_back(text);
    }
    return texts;
  }

  TemporaryDirectory run_;
};

TEST_F(RunHistoryTest, ARunThatNeverChangedHasOneLeg) {
  start(0, "9", "2");
  start(4, "9", "2", "moved.h5");
  start(6, "9", "2");
  EXPECT_THAT(legs(2, 8), ElementsAre("8"));
}

TEST_F(RunHistoryTest, OptionsAreThoseOfTheirTime) {
  start(0, "6", "2");
  start(6, "9", "2", "moved.h5");
  start(8, "12", "3", "again.h5");
  EXPECT_THAT(legs(2, 4), ElementsAre("4 steps=6 report.every=2"));
  EXPECT_THAT(legs(4, 6), ElementsAre("6 steps=6 report.every=2"));
  EXPECT_THAT(legs(6, 7), ElementsAre("7 steps=9 report.every=2"));
  EXPECT_THAT(legs(0, 11), ElementsAre("6 steps=6 report.every=2", "8 steps=9 report.every=2",
                                       "11 steps=12 report.every=3"));
}

TEST_F(RunHistoryTest, WhatARunWentBackFromIsGone) {
  start(0, "9", "2");
  start(6, "9", "3");
  start(2, "9", "4");
  EXPECT_THAT(legs(0, 8), ElementsAre("2 report.every=2", "8 report.every=4"));
  EXPECT_THAT(legs(4, 8), ElementsAre("8 report.every=4"));
}

TEST_F(RunHistoryTest, ABranchBeginsWhereItBranchedOff) {
  start(4, "9", "2");
  EXPECT_THAT(legs(4, 9), ElementsAre("9"));
}

TEST_F(RunHistoryTest, AClassifierThatCameLaterIsLeftOutBefore) {
  start(0, "9", "2");
  start(4, "9", "2", "a.h5", "runs/c");
  start(6, "9", "2", "a.h5", "moved/c");
  EXPECT_THAT(legs(0, 8),
              ElementsAre("4 evaluation.classifier=\"\"", "8 evaluation.classifier=moved/c"));
}

}  // namespace
}  // namespace tandem
