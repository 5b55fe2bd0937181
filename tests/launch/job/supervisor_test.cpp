#include "launch/job/supervisor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <sstream>

#include "framework/core/files.h"
#include "framework/core/process.h"
#include "launch/job/launchers.h"
#include "launch/job/stop_signals.h"
#include "tests/support/hanging_file.h"
#include "tests/support/slow_file.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// A launcher as to all but what it starts.
class LauncherStub : public JobLauncher {
 public:
  std::string name() const override { return "stub"; }
  std::optional<int64_t> num_slots() const override { return std::nullopt; }
  void check(const Job&) const override {}
  int stop_signal() const override { return SIGUSR1; }
  void give_up(ChildProcess& process) const override { process.send(SIGKILL); }
  std::optional<LostRank> find_lost_rank(const ProcessEnd&, const std::string&) const override {
    return std::nullopt;
  }
};

class SupervisorTest : public ::testing::Test {
 protected:
  SupervisorTest() {
    for (const auto& file : {paths_.rank_status(0), paths_.output_log()}) {
      std::filesystem::create_directories(file.parent_path());
    }
  }
  void report(RankState state) const {
    RankStatus status;
    status.state = state;
    status.host = "here";
    status.step = 7;
    write_rank_status(paths_.rank_status(0), status);
  }
  JobEnd run_by(const JobLauncher& launcher, const Job& job, const JobLimits& limits = {}) {
    return Supervisor(paths_, launcher, progress_, limits)
        .run(job, open_output(paths_.output_log()));
  }
  JobEnd run_here(const Job& job, const JobLimits& limits = {}) {
    return run_by(*parallel_launcher({.launcher = "local"}), job, limits);
  }
  JobEnd run(const JobLimits& limits) {
    return run_here({.ranks = 1, .program = {"sleep", "1000"}}, limits);
  }

  TemporaryDirectory directory_;
  RunPaths paths_{directory_.path()};
  std::ostringstream out_;
  Progress progress_{out_, false};
};

TEST_F(SupervisorTest, EndsACommandThatOutlivesItsRanks) {
  report(RankState::kDone);
  const JobEnd end = run({.end = std::chrono::seconds(0)});
  EXPECT_TRUE(end.had_lingered);
  EXPECT_EQ(end.process.signal, SIGKILL);
  EXPECT_EQ(end.ranks.at(0)->state, RankState::kDone);
  EXPECT_TRUE(end.has_code_of_ranks) << "that of the only one";
}

TEST_F(SupervisorTest, GivesUpARankOfWhichNothingIsHeard) {
  const JobEnd end = run({.start = std::chrono::seconds(0)});
  ASSERT_TRUE(end.given_up);
  EXPECT_FALSE(end.given_up->was_asked_to);
  EXPECT_THAT(end.given_up->reason, HasSubstr("the first: rank 0"));
}

TEST_F(SupervisorTest, GivesUpARankThatSaysNothingMore) {
  report(RankState::kTraining);
  const JobEnd end = run({.silence = std::chrono::seconds(0)});
  ASSERT_TRUE(end.given_up);
  EXPECT_FALSE(end.given_up->was_asked_to);
  EXPECT_THAT(end.given_up->reason, AllOf(HasSubstr("rank 0 (host here"), HasSubstr("step 7")));
  EXPECT_THAT(out_.str(), HasSubstr("giving up"));
}

TEST_F(SupervisorTest, ARankOfThisMachineThatStartsHasUntilItsWatchHasBegun) {
  const auto given_up_after = [&](int64_t beats) {
    write_rank_status(paths_.rank_status(0),
                      {.host = host_name(), .pid = ::getpid(), .beats = beats});
    // Time for its status to be read first.
    const JobEnd end =
        run_here({.ranks = 1, .program = {"sleep", "3"}},
                 {.start = std::chrono::seconds(1), .silence = std::chrono::seconds(1)});
    return end.given_up ? end.given_up->reason : "";
  };
  EXPECT_THAT(given_up_after(0), HasSubstr("was starting"));
  EXPECT_EQ(given_up_after(1), "");
}

TEST_F(SupervisorTest, TheFirstRankOfAHostSpeaksForTheOthers) {
  write_rank_status(paths_.rank_status(1), {.rank = 1, .host = "there", .pid = 12});
  write_rank_status(paths_.rank_status(2), {.state = RankState::kStopped, .rank = 2, .step = 5});
  write_rank_status(paths_.rank_status(0), {.state = RankState::kTraining,
                                            .step = 8,
                                            .neighbours = {{.rank = 1,
                                                            .step = 7,
                                                            .operations = 40,
                                                            .operation = "sum",
                                                            .beats = 3,
                                                            .peak_bytes = 5},
                                                           {.rank = 2, .step = 7},
                                                           {.rank = 3, .step = 7},
                                                           {.rank = -1}}});
  const JobEnd end = run_here({.ranks = 3, .program = {"true"}});
  EXPECT_EQ(end.ranks.at(1), (RankStatus{.state = RankState::kTraining,
                                         .rank = 1,
                                         .host = "there",
                                         .pid = 12,
                                         .step = 7,
                                         .operations = 40,
                                         .operation = "sum",
                                         .beats = 3,
                                         .peak_bytes = 5}));
  EXPECT_EQ(end.ranks.at(2)->state, RankState::kStopped) << "what a rank says last stays";
  EXPECT_EQ(end.ranks.at(2)->step, 5);
}

TEST_F(SupervisorTest, EveryRankHasItsTurnWhereItsFileIsReadSlowly) {
  constexpr int kRanks = 65;  // more than are asked about at once
  for (int rank = 0; rank < kRanks; ++rank) {
    write_rank_status(paths_.rank_status(rank), {.state = RankState::kDone, .rank = rank});
  }
  // Its answer comes in the look behind the one that asks.
  const testing_support::SlowFile slow(paths_.rank_status(1), std::chrono::milliseconds(200));
  const JobEnd end =
      run_here({.ranks = kRanks, .program = {"sleep", "1000"}}, {.end = std::chrono::seconds(0)});
  EXPECT_TRUE(end.had_lingered) << "that all had ended was seen";
}

TEST_F(SupervisorTest, TheWordOfAnEarlierStartIsNotThatOfThisOne) {
  const auto status = [](RankState state, int64_t pid, const char* token) {
    return RankStatus{.state = state, .host = "here", .pid = pid, .token = token};
  };
  const RankStatus late = status(RankState::kFailed, 1, "earlier");
  const RankStatus own = status(RankState::kStarting, 2, "present");
  const std::string other = (directory_ / "other").string();
  const std::string place = paths_.rank_status(0).string();
  const auto seen_of = [&](const RankStatus& first, const RankStatus& second) {
    write_rank_status(place, first);
    write_rank_status(other, second);
    // It comes once the first one was seen.
    const JobEnd end = run_here({.ranks = 1,
                                 .program = {"sh", "-c", "sleep 1; cp \"$0\" \"$1\"", other, place},
                                 .token = "present"});
    return end.ranks.at(0);
  };
  EXPECT_EQ(seen_of(own, late), own);
  EXPECT_EQ(seen_of(late, own), own);
  EXPECT_EQ(seen_of(status(RankState::kTraining, 1, "earlier"), late), std::nullopt);
}

TEST_F(SupervisorTest, GivesUpWhatDoesNotStopInTime) {
  report(RankState::kTraining);
  const StopSignals held;  // the request comes before there is anybody who waits for it
  ASSERT_EQ(::raise(SIGUSR2), 0);
  const JobEnd end = run({.grace = std::chrono::seconds(0)});
  ASSERT_TRUE(end.given_up);
  EXPECT_TRUE(end.given_up->was_asked_to);
}

TEST_F(SupervisorTest, CtrlCGivesUpWhateverAskedForAStopBefore) {
  report(RankState::kTraining);
  std::signal(SIGHUP, SIG_DFL);  // under nohup it is ignored
  const StopSignals held;
  // Whose ranks take no heed of the first request.
  class DeafLauncher : public LauncherStub {
    std::vector<std::string> arguments(const Job&) const override { return {"sleep", "2"}; }
    int stop_signal() const override { return SIGCONT; }
  };
  const auto is_given_up_after = [&](int first, int second) {
    const DeafLauncher launcher;
    // Of those that wait the system gives the one with the smallest number first.
    EXPECT_EQ(::raise(first), 0);
    EXPECT_EQ(::raise(second), 0);
    return run_by(launcher, {.ranks = 1}).given_up.has_value();
  };
  EXPECT_TRUE(is_given_up_after(SIGHUP, SIGINT));
  EXPECT_TRUE(is_given_up_after(SIGINT, SIGTERM));
  EXPECT_FALSE(is_given_up_after(SIGUSR1, SIGTERM));
}

TEST_F(SupervisorTest, ATermBehindAnEarlierRequestLeavesTheSaveUnderWayItsTime) {
  // As a scheduler sends them. The rank says its first word once it heeds requests.
  const std::string word = (directory_ / "word").string();
  write_rank_status(word, {.state = RankState::kTraining});
  class SavingLauncher : public LauncherStub {
    std::vector<std::string> arguments(const Job& job) const override { return job.program; }
  };
  const SavingLauncher launcher;
  const StopSignals held;
  ASSERT_EQ(::raise(SIGUSR1), 0);
  ASSERT_EQ(::raise(SIGTERM), 0);
  const char* script =
      "trap 'sleep 1; echo saved; exit 75' USR1; cp \"$0\" \"$1\"; while :; do sleep 0.05; done";
  const std::string place = paths_.rank_status(0).string();
  const JobEnd end = run_by(launcher, {.ranks = 1, .program = {"sh", "-c", script, word, place}});
  EXPECT_EQ(end.process.code, 75) << to_string(end.process);
  EXPECT_EQ(end.output, "saved\n");
  EXPECT_TRUE(end.was_asked_to_stop);
  EXPECT_FALSE(end.given_up);
}

TEST_F(SupervisorTest, LimitsAreKeptWhereTheRunDoesNotAnswer) {
  const testing_support::HangingFile hanging(paths_.rank_status(0));
  const JobEnd end = run({.start = std::chrono::seconds(2), .answer = std::chrono::seconds(1)});
  ASSERT_TRUE(end.given_up);
  EXPECT_THAT(end.given_up->reason, AllOf(HasSubstr("the first: rank 0"),
                                          HasSubstr("the directory of the run does not answer")));
  EXPECT_THAT(out_.str(), HasSubstr("the directory of the run has not answered for 1 s"));
  EXPECT_TRUE(end.is_unread);
}

TEST_F(SupervisorTest, RanksElsewhereAreNotSilentWhereTheRunDoesNotAnswerHere) {
  const testing_support::HangingFile hanging(directory_ / "hanging");
  const auto is_given_up = [&](const std::string& host) {
    write_rank_status(paths_.rank_status(0), {.state = RankState::kTraining, .host = host});
    // Once its status was seen.
    const std::string hang = "sleep 1; ln -f \"$0\" \"$1\"; exec sleep 4";
    const JobEnd end =
        run_here({.ranks = 1,
                  .program = {"sh", "-c", hang, (directory_ / "hanging").string(),
                              paths_.rank_status(0).string()}},
                 {.silence = std::chrono::seconds(3), .answer = std::chrono::seconds(0)});
    EXPECT_TRUE(end.ranks.at(0)) << "else it was not silent";
    return end.given_up.has_value();
  };
  EXPECT_FALSE(is_given_up("there"));
  EXPECT_TRUE(is_given_up(host_name())) << "no such process is at work";
}

TEST_F(SupervisorTest, TheLastWordsOfManyRanksMayTakeLongerThanAnAnswer) {
  report(RankState::kTraining);
  const testing_support::SlowFile slow(paths_.rank_status(0), std::chrono::milliseconds(300));
  const JobEnd end =
      run_here({.ranks = 500, .program = {"true"}}, {.answer = std::chrono::seconds(0)});
  EXPECT_FALSE(end.is_unread);
  EXPECT_FALSE(end.has_code_of_ranks) << "as where mpirun starts them";
}

TEST_F(SupervisorTest, EndsWhatALauncherLeavesBehind) {
  report(RankState::kTraining);
  class LeavingLauncher : public LauncherStub {
    std::vector<std::string> arguments(const Job&) const override {
      return {"sh", "-c", "sleep 1000 & echo $!"};
    }
  };
  const LeavingLauncher launcher;
  const JobEnd end = run_by(launcher, {.ranks = 1, .program = {"nothing"}});
  EXPECT_TRUE(end.process.is_success());
  EXPECT_EQ(::kill(std::stoi(read_file(paths_.output_log())), 0), -1);
}

}  // namespace
}  // namespace tandem
