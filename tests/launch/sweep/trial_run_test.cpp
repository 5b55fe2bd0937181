#include "launch/sweep/trial_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/runs/run_paths.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Pair;

class TrialRunTest : public ::testing::Test {
 protected:
  TrialRunTest() {
    sweep_.metric = "valid/fid";
    sweep_.trials = 1;
    sweep_.seeds = {4};
    sweep_.families = {{.label = "", .config = "c.yaml", .overrides = {"steps=200"}}};
    sweep_.space.parameters = {{.name = "x", .distribution = reals(0, 1), .keys = {"a.x", "b.x"}}};
    simulation_.extend(1);
    simulation_.advance();
  }
  /// What a training leaves that has come to a step.
  void leave(int64_t step, const std::string& metrics) {
    std::filesystem::create_directories(RunPaths{run_}.checkpoints() / step_name(step));
    replace_file(RunPaths{run_}.metrics(), metrics);
  }
  TrialEnd end(int code, int signal = 0) const {
    return end_of_trial(sweep_, run_, job(),
                        {.end = {.code = code, .signal = signal},
                         .log = temporary_ / "log",
                         .log_begin = log_begin_});
  }
  TrialJob job() const { return simulation_.jobs().front(); }

  TemporaryDirectory temporary_;
  int64_t log_begin_ = 0;
  SweepPaths paths_{temporary_.path()};
  SweepDefinition sweep_;
  VirtualSweep simulation_{sweep_, {{200, 100}}, [](const SamplerRequest&) {
                             return Assignment{{"x", 0.25}};
                           }};
  std::filesystem::path run_ = paths_.run(0, 4);
};

TEST_F(TrialRunTest, BeginsWithAllThatTheTrialSets) {
  const Arguments call = trial_command(
      paths_, simulation_, job(),
      {.ranks = 4, .shares = {{.host = "g", .numbers = {0, 1}}, {.host = "h", .numbers = {0, 1}}}});
  EXPECT_THAT(
      call, IsSupersetOf({"train", "c.yaml", "steps=200", "seed=4", "a.x=0.25", "b.x=0.25", "--run",
                          run_.c_str(), "--until", "200", "--ranks", "4", "--hosts", "g:2,h:2"}));
}

TEST_F(TrialRunTest, ItsRanksAreStartedAsItsPlaceSays) {
  const Arguments words = {"--launcher-args=--mem 2G", "--pass-env=A,B"};
  const Arguments call = trial_command(paths_, simulation_, job(), {.launcher_words = words});
  EXPECT_THAT(call, IsSupersetOf(words));
}

TEST_F(TrialRunTest, GoesOnWithARunThatIsThere) {
  leave(100, "");
  replace_file(RunPaths{run_}.config(), "");
  const Arguments call = trial_command(paths_, simulation_, job(), {});
  EXPECT_THAT(Arguments(call.begin() + 1, call.end()),
              ElementsAre("resume", run_.string(), "--until", "200", "--ranks", "1"));
}

TEST_F(TrialRunTest, AValueIsThatOfTheLastStep) {
  leave(200, R"({"step":100,"valid/fid":7.5,"loss":1})"
             "\n"
             R"({"step":200,"valid/fid":5.5})"
             "\n"
             R"({"step":300,"valid/fid":1.5})"
             "\n");
  for (const int code : {0, 75}) {
    const TrialEnd found = end(code);
    EXPECT_EQ(found.kind, TrialEnd::Kind::kResult);
    EXPECT_EQ(found.result.end, JobResult::End::kReached);
    EXPECT_THAT(found.result.values, ElementsAre(Pair(100, 7.5), Pair(200, 5.5)));
  }
  EXPECT_EQ(text_of(end(0).result, 200), "5.500 at step 200");
}

TEST_F(TrialRunTest, AMetricThatIsNotReportedIsAFailure) {
  leave(200, R"({"step":200,"loss":5.5})"
             "\n");
  EXPECT_EQ(end(0).result.end, JobResult::End::kFailed);
  EXPECT_THAT(end(0).result.cause, HasSubstr("'valid/fid' at step 200"));
}

TEST_F(TrialRunTest, AResultThatWasMadeBeforeIsTaken) {
  const auto found = [&] { return result_made_before(sweep_.metric, paths_, job()); };
  const std::string reported = R"({"step":200,"valid/fid":5.5})"
                               "\n";
  leave(200, reported);
  EXPECT_FALSE(found()) << "no run";
  replace_file(RunPaths{run_}.config(), "");
  ASSERT_TRUE(found());
  EXPECT_EQ(found()->end, JobResult::End::kReached);
  EXPECT_THAT(found()->values, ElementsAre(Pair(200, 5.5)));
  replace_file(RunPaths{run_}.metrics(), "");
  EXPECT_FALSE(found()) << "a call measures it";
  leave(300, "");
  ASSERT_TRUE(found()) << "no call leads back to it";
  EXPECT_EQ(found()->end, JobResult::End::kFailed);
  leave(300, reported);
  EXPECT_EQ(found()->end, JobResult::End::kReached);
}

TEST_F(TrialRunTest, ARunThatHasNotComeSoFarGoesOn) {
  leave(100, "");
  replace_file(RunPaths{run_}.config(), "");
  EXPECT_FALSE(result_made_before(sweep_.metric, paths_, job()));
}

TEST_F(TrialRunTest, OtherEndsAreToldApart) {
  leave(100, R"({"step":100,"valid/fid":7.5})"
             "\n");
  replace_file(temporary_ / "log",
               "step 1\rstep 2\ntandem: warning: w\ntandem-worker: steps: no\nLogs are there\n");
  EXPECT_EQ(end(75).kind, TrialEnd::Kind::kAgain);
  EXPECT_EQ(end(76).kind, TrialEnd::Kind::kLost);
  EXPECT_EQ(end(74).kind, TrialEnd::Kind::kLost);
  EXPECT_EQ(end(0, 9).kind, TrialEnd::Kind::kLost);
  EXPECT_EQ(end(77).result.end, JobResult::End::kDiverged);
  EXPECT_THAT(end(77).result.values, ElementsAre(Pair(100, 7.5)));
  EXPECT_EQ(end(65).result.end, JobResult::End::kFailed);
  EXPECT_EQ(end(65).result.cause, "steps: no");
  EXPECT_TRUE(end(65).has_failed_midway);
  EXPECT_EQ(end(64).kind, TrialEnd::Kind::kRefused);
}

TEST_F(TrialRunTest, WhatGoesWrongBehindItsStepIsNoFailure) {
  leave(200, R"({"step":200,"valid/fid":5.5})"
             "\n");
  EXPECT_EQ(end(70).result.end, JobResult::End::kReached);
  EXPECT_THAT(end(70).result.values, ElementsAre(Pair(200, 5.5)));
  replace_file(RunPaths{run_}.metrics(), "");
  EXPECT_EQ(end(70).result.end, JobResult::End::kFailed);
  EXPECT_FALSE(end(70).has_failed_midway);
}

TEST_F(TrialRunTest, ItsWordsAreThoseOfItsOwnCall) {
  leave(100, "");
  replace_file(temporary_ / "log", "tandem: an earlier call\n");
  log_begin_ = bytes_of(temporary_ / "log");
  EXPECT_EQ(end(76).cause, "");
  replace_file(temporary_ / "log", "tandem: an earlier call\nstep 7\ntandem: warning: w\n");
  EXPECT_EQ(end(76).cause, "tandem: warning: w");
  EXPECT_EQ(bytes_of(temporary_ / "none"), 0);
}

TEST_F(TrialRunTest, ItsNewestGridIsThatOfTheLastStep) {
  EXPECT_TRUE(finished_job(paths_, job(), {}).grid.empty());
  const std::filesystem::path samples = RunPaths{run_}.samples();
  std::filesystem::create_directories(samples);
  for (const char* name : {"step-00000100.png", "step-00000200.png", "step-00000100-x.png"}) {
    replace_file(samples / name, "");
  }
  EXPECT_EQ(finished_job(paths_, job(), {}).grid, samples / "step-00000200.png");
}

}  // namespace
}  // namespace tandem
