#include "launch/reproduction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/recorded_run.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;
using testing_support::make_run;
using testing_support::record_of;

class ReproductionTest : public ::testing::Test {
 protected:
  /// The calls for all runs that were made here.
  std::vector<std::string> commands() const {
    return reproduction_of(collect_runs({directory_.path()})).commands;
  }
  std::string training_of(const std::string& run) const {
    return "tandem train " + (directory_ / run / "config.yaml").string() + " --run " + again(run);
  }
  std::string again(const std::string& run) const { return (directory_ / run).string() + "-again"; }

  TemporaryDirectory directory_;
};

TEST(PathBeside, IsOfTheSameParent) {
  EXPECT_EQ(path_beside("sweeps/x"), "sweeps/x-again");
  EXPECT_EQ(path_beside("sweeps/x/"), "sweeps/x-again");
  EXPECT_EQ(path_beside("."), std::filesystem::current_path() += "-again");
}

TEST_F(ReproductionTest, MakesRunsAgainBesideThoseThatAreThere) {
  make_run(directory_ / "a");
  make_run(directory_ / "it's b", {.seed = 2});
  const std::string root = directory_.path().string();
  const auto runs = collect_runs({directory_ / "a", directory_ / "it's b/"});
  const std::string both = " " + again("a") + " '" + root + "/it'\\''s b-again'";
  EXPECT_THAT(reproduction_of(runs).commands,
              ElementsAre(training_of("a"),
                          "tandem train '" + root + "/it'\\''s b/config.yaml' --run '" + root +
                              "/it'\\''s b-again'",
                          "tandem compare" + both, "tandem report" + both));
  EXPECT_THAT(reproduction_of(runs).note, HasSubstr("--features"));
}

TEST_F(ReproductionTest, MeasuresAgainAsItWasMeasured) {
  make_run(directory_ / "a");
  make_run(directory_ / "b", {.seed = 2});
  EvaluationRecord record = record_of(100, 1, "10000");
  record.stamp.insert(record.stamp.end(), {{"weights", "raw"}, {"numerics", "exact"}});
  write_record(directory_ / "a", record);
  write_record(directory_ / "b", record);
  record.stamp = {{"split", "test"}, {"draws", "50"}, {"weights", "raw"}, {"numerics", "exact"}};
  write_record(directory_ / "a", record);
  record.stamp.back().second = "others";
  write_record(directory_ / "b", record);
  const std::string both = again("a") + " " + again("b");
  EXPECT_THAT(
      commands(),
      ElementsAre(
          training_of("a"), training_of("b"),
          "tandem evaluate " + both + " --split test --samples 10000 --likelihood-samples 50 --raw",
          "tandem evaluate " + again("b") + " --split test --likelihood-samples 50 --raw",
          "tandem compare " + both, "tandem report " + both));
}

TEST_F(ReproductionTest, MeasuresTheBestCheckpointWhereThatWasMeasured) {
  make_run(directory_ / "a");
  write_record(directory_ / "a", record_of(60, 1));
  write_record(directory_ / "a", record_of(100, 2, "500"));
  std::vector<CollectedRun> runs = collect_runs({directory_.path()});
  const auto call = [&](const std::string& options) {
    return "tandem evaluate " + again("a") + " --split test" + options;
  };
  EXPECT_THAT(reproduction_of(runs).commands, Contains(call(" --samples 2000")));
  runs.front().best = BestCheckpoint{.step = 60};
  EXPECT_THAT(reproduction_of(runs).commands,
              IsSupersetOf({call(" --best --samples 2000"), call(" --samples 500")}));
  // As training does, of which the new run has its own.
  runs.front().records.push_back(record_of(40, 3));
  EXPECT_THAT(reproduction_of(runs).commands, Not(Contains(call(" --best --samples 2000"))));
}

TEST_F(ReproductionTest, EveryCountIsInACall) {
  make_run(directory_ / "a");
  write_record(directory_ / "a", record_of(100, 1, "1000"));
  EvaluationRecord record = record_of(100, 1, "2000");
  record.stamp.emplace_back("draws", "50");
  write_record(directory_ / "a", record);
  const std::string call = "tandem evaluate " + again("a") + " --split test --samples ";
  EXPECT_THAT(commands(), IsSupersetOf({call + "1000 --likelihood-samples 50",
                                        call + "2000 --likelihood-samples 50"}));
}

TEST_F(ReproductionTest, NamesTheNetworksThatJudged) {
  make_run(directory_ / "a");
  make_run(directory_ / "b", {.seed = 2});
  EvaluationRecord record = record_of(100, 1);
  record.stamp.emplace_back("features", "step 3, 00ff");
  record.networks = {{"classifier", "runs/it's"}};
  write_record(directory_ / "a", record);
  // What needs no network was measured by the same call.
  record.stamp = {{"split", "test"}, {"draws", "50"}};
  record.networks.clear();
  write_record(directory_ / "a", record);
  record.stamp = {{"split", "test"}, {"samples", "2000"}, {"features", "pixels 64"}};
  record.networks = {{"features", "pixels"}};
  write_record(directory_ / "b", record);
  const std::string both = again("a") + " " + again("b");
  EXPECT_THAT(commands(),
              ElementsAre(training_of("a"), training_of("b"),
                          "tandem evaluate " + again("a") +
                              " --split test --classifier 'runs/it'\\''s' --samples 2000 "
                              "--likelihood-samples 50",
                          "tandem evaluate " + again("b") +
                              " --split test --features pixels --samples 2000",
                          "tandem compare " + both, "tandem report " + both));
}

TEST_F(ReproductionTest, BranchesAgainFromTheParent) {
  make_run(directory_ / "a");
  std::vector<CollectedRun> runs = collect_runs({directory_.path()});
  runs.front().manifest.begin_branch({"parents/it's", 40}, "0011");
  runs.front().overrides = {"model.beta=2"};
  EXPECT_EQ(
      reproduction_of(runs).commands.front(),
      "tandem train --from 'parents/it'\\''s@40' --run " + again("a") + " model.beta=2 steps=100");
}

TEST_F(ReproductionTest, WhatNothingMayReadIsSetAllTheSame) {
  make_run(directory_ / "a");
  const auto branch_with = [&](const NamedTexts& options) {
    RunFacts facts;
    facts.options = options;
    RunManifest(directory_ / "a").start(facts, {});
    std::vector<CollectedRun> runs = collect_runs({directory_.path()});
    runs.front().manifest.begin_branch({"parent", 40}, "0011");
    runs.front().overrides = {"model.beta=2", "learners.elbo.momentum=0.5", "~phases"};
    return reproduction_of(runs).commands.front();
  };
  // As those of earlier versions, the configuration has all options.
  EXPECT_THAT(branch_with({{"seed", "1"}, {"model.beta", "4.0"}}),
              HasSubstr(" '?model.beta=2' '?learners.elbo.momentum=0.5' '~phases' steps=100"));
  // This one has only what is read, and not the momentum.
  EXPECT_THAT(branch_with({{"seed", "1"}, {"learners.elbo.momentum", "0"}}),
              HasSubstr(" model.beta=2 '?learners.elbo.momentum=0.5' '~phases' steps=100"));
}

}  // namespace
}  // namespace tandem
