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
             const std::string& path = "a.h5") {
    start(step, {{"steps", steps}, {"report.every", every}, {"data.path", path}});
  }
  void start(int64_t step, const NamedTexts& options, size_t ranks = 1, bool is_invariant = true) {
    RunFacts facts;
    facts.options = options;
    facts.rank_count_invariant = is_invariant;
    RunStart start;
    start.start_step = step;
    start.hosts.assign(ranks, "h");
    RunManifest(run_.path()).start(facts, start);
  }
  /// "until override override, ranks" of every leg.
  std::vector<std::string> legs(int64_t begin, int64_t end, const MovedFiles& moved = {}) const {
    std::vector<std::string> texts;
    for (const Leg& leg : legs_between(RunManifest(run_.path()), begin, end, moved)) {
      std::string text = std::to_string(leg.until);
      for (const std::string& each : leg.overrides) text += " " + each;
      if (leg.ranks) text += ", " + std::to_string(*leg.ranks);
      texts.push_back(text);
    }
    return texts;
  }

  TemporaryDirectory run_;
};

TEST_F(RunHistoryTest, ARunThatNeverChangedHasOneLeg) {
  start(0, "9", "2");
  start(4, "9", "2", "moved.h5");
  start(6, "9", "2", "again.h5");
  EXPECT_THAT(legs(2, 8), ElementsAre("8 ?data.path=again.h5"));
}

TEST_F(RunHistoryTest, OptionsAreThoseOfTheirTime) {
  start(0, "6", "2");
  start(6, "9", "2");
  start(8, "12", "3");
  EXPECT_THAT(legs(2, 4), ElementsAre("4 ?steps=6 ?report.every=2"));
  EXPECT_THAT(legs(4, 6), ElementsAre("6 ?steps=6 ?report.every=2"));
  EXPECT_THAT(legs(6, 7), ElementsAre("7 ?steps=9 ?report.every=2"));
  EXPECT_THAT(legs(0, 11), ElementsAre("6 ?steps=6 ?report.every=2", "8 ?steps=9 ?report.every=2",
                                       "11 ?steps=12 ?report.every=3"));
}

TEST_F(RunHistoryTest, WhatNothingReadsIsSetAllTheSame) {
  start(0, {{"learners.elbo.momentum", "0"}});
  start(4, {{"learners.elbo.momentum", "0.5"}});
  EXPECT_THAT(legs(4, 8), ElementsAre("8 ?learners.elbo.momentum=0.5"));
}

TEST_F(RunHistoryTest, WhatARunWentBackFromIsGone) {
  start(0, "9", "2");
  start(6, "9", "3");
  start(2, "9", "4");
  EXPECT_THAT(legs(0, 8), ElementsAre("2 ?report.every=2", "8 ?report.every=4"));
  EXPECT_THAT(legs(4, 8), ElementsAre("8 ?report.every=4"));
}

TEST_F(RunHistoryTest, ABranchBeginsWhereItBranchedOff) {
  start(4, "9", "2");
  EXPECT_THAT(legs(4, 9), ElementsAre("9"));
}

TEST_F(RunHistoryTest, NetworksThatCameLaterAreLeftOutBefore) {
  for (const std::string name : {"evaluation.classifier", "evaluation.features"}) {
    start(0, {{name, "\"\""}});
    start(4, {{name, "runs/c"}});
    start(6, {{name, "moved/c"}});
    EXPECT_THAT(legs(0, 8), ElementsAre("4 ?" + name + "=\"\"", "8 ?" + name + "=moved/c"));
    EXPECT_THAT(legs(0, 8, {{name, "here/c"}}),
                ElementsAre("4 ?" + name + "=\"\"", "8 ?" + name + "=here/c"));
  }
}

TEST_F(RunHistoryTest, FilesMayHaveMovedSince) {
  start(0, "9", "2");
  EXPECT_THAT(legs(0, 8, {{"data.path", "here.h5"}}), ElementsAre("8 ?data.path=here.h5"));
}

TEST_F(RunHistoryTest, RanksAreThoseOfTheirTimeWhereBytesDependOnThem) {
  for (const bool is_invariant : {false, true}) {
    start(0, {}, 2, is_invariant);
    start(4, {}, 1, is_invariant);
    start(6, {}, 1, is_invariant);
    if (is_invariant) {
      EXPECT_THAT(legs(0, 8), ElementsAre("8"));
    } else {
      EXPECT_THAT(legs(0, 8), ElementsAre("4, 2", "8, 1"));
    }
  }
}

}  // namespace
}  // namespace tandem
