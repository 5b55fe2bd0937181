// `tandem sweep status` on a terminal, of a sweep that nobody trains.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "framework/core/files.h"
#include "framework/runs/rank_status.h"
#include "framework/runs/run_lock.h"
#include "framework/runs/run_paths.h"
#include "framework/sweep/recorded_sweep.h"
#include "launch/sweep/sweep_locks.h"
#include "launch/sweep/sweep_view.h"
#include "tests/launch/called_command.h"
#include "tests/support/pseudo_terminal.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::call_command;
using testing_support::PseudoTerminal;

/// Three trials that halving compares; the first has paused, one of the others is at work.
class SweepStatusAction : public ::testing::Test {
 protected:
  SweepStatusAction() {
    definition_.name = "s";
    definition_.metric = "loss";
    definition_.trials = 3;
    definition_.families = {{.label = "", .config = temporary_ / "x.yaml"}};
    definition_.space.parameters = {{.name = "x", .distribution = reals(0, 1), .keys = {"x"}}};
    definition_.scheduler.kind = "halving";
    replace_file(temporary_ / "x.yaml", "");
    replace_file(paths_.definition(), to_yaml(definition_, paths_.root));
    report_next();
    const auto status = RunPaths{paths_.run(1, 1)}.rank_status(0);
    make_directories(status.parent_path());
    write_rank_status(status, {.state = RankState::kTraining, .step = 40, .steps = 1600});
  }
  void report_next() {
    RecordedSweep sweep(paths_, definition_, {{.steps = 1600, .evaluation_every = 100}});
    const TrialJob job = sweep.jobs().front();
    sweep.report({{.job = job, .result = {.values = {{job.key.until, 1.0}}}, .run = "trials/x"}});
  }
  /// The command in another process, on the terminal, once a byte comes from the pipe.
  pid_t look(PseudoTerminal& terminal, const std::array<int, 2>& pipe,
             const std::vector<std::string>& words = {}) const {
    const pid_t child = ::fork();
    if (child != 0) {
      terminal.close_slave();
      return child;
    }
    ::alarm(60);
    ::dup2(terminal.slave(), STDOUT_FILENO);
    char byte = 0;
    const bool begins = ::read(pipe[0], &byte, 1) == 1;
    std::vector<std::string> arguments = {"status", paths_.root.string()};
    arguments.insert(arguments.end(), words.begin(), words.end());
    const auto call = [&] { return call_command("sweep", arguments); };
    ::_exit(begins ? static_cast<int>(call()) : 1);
  }

  TemporaryDirectory temporary_;
  SweepPaths paths_{temporary_.path()};
  SweepDefinition definition_;
};

TEST_F(SweepStatusAction, OnATerminalItFollowsTheSweepToItsEnd) {
  PseudoTerminal terminal(47);
  EXPECT_EQ(terminal_columns(terminal.slave()), 47U);
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  const pid_t child = look(terminal, pipe);
  {
    // After the fork: a child would hold what it inherits.
    const ProcessLock sweep = lock_sweep(paths_);
    const RunLock run(paths_.run(1, 1));
    ASSERT_EQ(::write(pipe[1], "x", 1), 1);
    const std::string first = terminal.read_until("\033[3A\033[J");
    EXPECT_THAT(first, AllOf(HasSubstr("3 of 3 trials: 1 paused, 1 running, 1 waiting,…"),
                             HasSubstr("no trial is complete yet"),
                             HasSubstr("  trial 1 seed 1  step 40 of 100"),
                             Not(HasSubstr("nobody works on it"))));
    report_next();
    EXPECT_THAT(terminal.read_until("2 paused"), HasSubstr("2 paused"));
  }
  EXPECT_THAT(terminal.read_until("nobody works on it"), HasSubstr("nobody works on it"));
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  for (const int end : pipe) ::close(end);
}

TEST_F(SweepStatusAction, OnATerminalItIsPrintedOnceWhereThatIsAskedFor) {
  PseudoTerminal terminal(80);
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  const pid_t child = look(terminal, pipe, {"--once"});
  const ProcessLock sweep = lock_sweep(paths_);
  const RunLock run(paths_.run(1, 1));
  ASSERT_EQ(::write(pipe[1], "x", 1), 1);
  const std::string said = terminal.read_until("left");
  EXPECT_THAT(said, AllOf(HasSubstr("1 running"), Not(HasSubstr("\033["))));
  // It ends although the sweep does not; one that follows it is ended by its alarm.
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  for (const int end : pipe) ::close(end);
}

TEST_F(SweepStatusAction, ElsewhereItIsPrintedOnce) {
  const ProcessLock sweep = lock_sweep(paths_);
  const RunLock run(paths_.run(1, 1));
  const std::string said = testing_support::output_of([&] {
    EXPECT_EQ(call_command("sweep", {"status", paths_.root.string()}), ExitCode::kDone);
  });
  EXPECT_THAT(said, ContainsRegex("1 paused, 1 running, 1 waiting, about [0-9:]+ left\n"));
}

}  // namespace
}  // namespace tandem
