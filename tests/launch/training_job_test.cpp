#include "launch/training_job.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "framework/runs/run_paths.h"
#include "tests/launch/fake_jobs.h"
#include "tests/launch/option_command.h"
#include "tests/support/environment_variable.h"
#include "tests/support/error_message.h"
#include "tests/support/hanging_file.h"
#include "tests/support/standard_error.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::CallResult;
using testing_support::EnvironmentVariable;
using testing_support::standard_error_of;

JobOptions options_of(const Arguments& arguments) {
  const Command command = testing_support::command_with<add_job_options>();
  return job_options(parse_call(command, "tandem", arguments));
}

TEST(JobOptions, WithoutThemAJobTakesWhatItNeeds) {
  const JobOptions options = options_of({});
  EXPECT_FALSE(options.ranks || options.until || options.grace);
  EXPECT_EQ(options.max_restarts, 0);
  EXPECT_EQ(options.launcher.hosts, "");
}

TEST(JobOptions, SayWhereAndHowFarItTrains) {
  const JobOptions options = options_of(
      {"--ranks", "4", "--until=8", "--grace=0", "--max-restarts", "2", "--hosts", "a:4"});
  EXPECT_EQ(options.ranks, 4);
  EXPECT_EQ(options.until, 8);
  EXPECT_EQ(options.grace, 0);
  EXPECT_EQ(options.max_restarts, 2);
  EXPECT_EQ(options.launcher.hosts, "a:4");
}

TEST(JobOptions, NeitherTimeNorRestartsAreNegative) {
  for (const std::string option : {"--grace", "--max-restarts"}) {
    EXPECT_THAT(message_of<UsageError>([&] { options_of({option + "=-1"}); }),
                HasSubstr(option + " is at least 0"));
  }
  EXPECT_EQ(options_of({"--grace=1073741824"}).grace, 1073741824);
  EXPECT_THAT(message_of<UsageError>([&] { options_of({"--grace=1073741825"}); }),
              HasSubstr("at most 1073741824"))
      << "in nanoseconds it would begin again below zero";
}

/// A job of one rank, a fake worker, in this process.
class RunToEnd : public ::testing::Test {
 protected:
  ~RunToEnd() override { std::signal(SIGPIPE, SIG_DFL); }

  TrainingJob job_from(int64_t start_step) const {
    return {.run = run_,
            .resolved = {.yaml = "", .name = "fake", .steps = 3, .start_step = start_step},
            .options = {},
            .overrides = {},
            .job = {.program = {testing_support::build_directory() / "fake_worker", "run", run_}},
            .launcher = parallel_launcher({.launcher = "local"})};
  }
  /// What is printed while the job goes on from this step.
  std::string said(int64_t start_step) {
    return standard_error_of([&] { outcome_ = run_to_end(job_from(start_step), "tandem"); });
  }

  TemporaryDirectory directory_;
  std::filesystem::path run_ = directory_ / "run";
  JobOutcome outcome_;

 private:
  const EnvironmentVariable scenario_{"FAKE_SCENARIO", "done"};
};

TEST_F(RunToEnd, SaysWhatRunsWhereAndFromWhichStep) {
  EXPECT_THAT(said(2),
              HasSubstr("fake: 3 steps, 1 rank, cpu, in " + run_.string() + ", from step 2\n"));
  EXPECT_EQ(outcome_.exit_code, ExitCode::kDone);
  EXPECT_THAT(said(0), AllOf(HasSubstr("in " + run_.string() + "\n"), Not(HasSubstr("warning"))));
}

TEST_F(RunToEnd, ALogThatCannotBeOpenedInTimeEndsTheStart) {
  const std::filesystem::path log = RunPaths{run_}.output_log();
  std::filesystem::create_directories(log.parent_path());
  const testing_support::HangingFile hanging(log);
  TrainingJob training = job_from(0);
  training.resolved.start_patience_seconds = 1;
  EXPECT_THAT(message_of<FileError>([&] { run_to_end(training, "tandem"); }),
              HasSubstr("does not answer"));
}

TEST_F(RunToEnd, AFaultThatIsPlantedIsSaid) {
  const EnvironmentVariable fault("TANDEM_TEST_FAULT", "kill@1:7");
  EXPECT_THAT(said(0), HasSubstr("warning: a fault is planted in this run: "
                                 "TANDEM_TEST_FAULT=kill@1:7\n"));
}

TEST_F(RunToEnd, EveryStartHasAnotherToken) {
  const auto token = [&] { return read_rank_status(RunPaths{run_}.rank_status(0))->token; };
  said(0);
  const std::string first = token();
  said(0);
  EXPECT_EQ(first.size(), 32U);
  EXPECT_NE(token(), first);
}

/// `tandem train`, with a fake worker.
class TrainingJobTest : public testing_support::FakeJobs {
 protected:
  CallResult train_with(const std::string& ranks, const std::vector<std::string>& options) {
    auto arguments = train_arguments(ranks);
    arguments.insert(arguments.end(), options.begin(), options.end());
    return installation_.call(arguments);
  }
};

TEST_F(TrainingJobTest, MoreRanksThanCoresIsAWarning) {
  installation_.set("FAKE_MICRO_BATCHES", "4096");
  const CallResult result = train_with("4096", {"--dry-run"});
  EXPECT_EQ(result.end.code, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("warning: 4096 ranks"));
}

TEST_F(TrainingJobTest, WhereItBeginsAndStopsIsToldToTheRanks) {
  EXPECT_THAT(train_with("2", {"--dry-run", "--until", "2"}).output,
              HasSubstr("--step 0 --until 2"));
  const CallResult result = train_with("2", {"--dry-run", "--until", "4"});
  EXPECT_EQ(result.end.code, 64);
  EXPECT_THAT(result.output, HasSubstr("from 1 to 3"));
}

TEST_F(TrainingJobTest, ARankThatIsKilledBehindItsLastWordHasEndedWell) {
  installation_.set("FAKE_SCENARIO", "killed-when-done");
  const CallResult result = train_with("1", {"--max-restarts", "1"});
  EXPECT_EQ(result.end.code, 0) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("done: 3 steps"), HasSubstr("ended with signal 9"),
                                   Not(HasSubstr("restart"))));
}

TEST_F(TrainingJobTest, AStopRequestEndsTheQuestionBeforeARestart) {
  installation_.set("FAKE_SCENARIO", "die");
  installation_.set("FAKE_UNANSWERED", "resume");
  auto arguments = train_arguments("1");
  arguments.insert(arguments.end(), {"--max-restarts", "1"});
  ChildProcess tandem = installation_.start(arguments);
  installation_.wait_for_output("asked ");
  tandem.send(SIGTERM);
  const CallResult result = installation_.finish(tandem);
  EXPECT_EQ(result.end.code, 76) << result.output;
  EXPECT_THAT(result.output, HasSubstr("It was stopped before it was begun again."));
}

TEST_F(TrainingJobTest, ARestartThatCannotBeginSaysWhyTheJobWasLost) {
  installation_.set("FAKE_SCENARIO", "spoil");
  const CallResult result = train_with("1", {"--max-restarts", "1"});
  EXPECT_EQ(result.end.code, 76) << result.output;
  EXPECT_THAT(result.output,
              AllOf(HasSubstr("restart 1 of 1"), HasSubstr("Continue with"),
                    HasSubstr("It cannot be begun again"), HasSubstr("cannot be created")));
}

TEST_F(TrainingJobTest, AQuestionBeforeARestartIsGivenTheTimeOfAStart) {
  installation_.set("FAKE_UNANSWERED", "resume");
  installation_.set("FAKE_START_PATIENCE", "2");
  installation_.set("FAKE_SCENARIO", "die");
  const CallResult result = train_with("1", {"--max-restarts", "1"});
  EXPECT_EQ(result.end.code, 76) << result.output;
  EXPECT_THAT(result.output,
              AllOf(HasSubstr("It cannot be begun again"), HasSubstr("no answer within 2 s"),
                    HasSubstr("tandem-worker resume " + installation_.run().string())));
}

TEST_F(TrainingJobTest, AJobThatWasLostBeforeItWentBackIsSentBackAgain) {
  ASSERT_EQ(train("done", "1").end.code, 0);
  const std::filesystem::path questions = installation_.root() / "questions";
  installation_.set("FAKE_QUESTIONS", questions);
  installation_.set("FAKE_START", "2");
  const auto asked_before_restart = [&](const std::string& scenario) {
    replace_file(questions, "");
    installation_.set("FAKE_SCENARIO", scenario);
    const CallResult result = installation_.call(
        {"resume", installation_.run(), "--step=2", "--ranks=1", "--max-restarts=1"});
    EXPECT_THAT(result.output, HasSubstr("restart 1 of 1")) << scenario;
    const std::string asked = read_file(questions);
    return asked.substr(asked.find('\n') + 1);
  };
  EXPECT_THAT(asked_before_restart("fail-early"), HasSubstr(" --step 2\n"));
  EXPECT_THAT(asked_before_restart("fail"), Not(HasSubstr("--step")));
}

TEST_F(TrainingJobTest, ARestartKeepsRanksThatTakeTurnsWhereNoHostWasLost) {
  installation_.set("FAKE_SCENARIO", "die");
  const CallResult result = train_with("2", {"--hosts", "localhost:1", "--max-restarts", "1"});
  EXPECT_EQ(result.end.code, 76) << result.output;
  EXPECT_THAT(result.output, ContainsRegex("restart 1 of 1(.|\n)*fake: 3 steps, 2 ranks"));
}

}  // namespace
}  // namespace tandem
