#include "launch/job/child_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <optional>
#include <stdexcept>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "launch/job/stop_signals.h"
#include "launch/job/unblocked_output.h"
#include "tests/launch/child_end.h"
#include "tests/launch/installation.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;
using testing_support::wait_until;

ProcessEnd end_of(ChildProcess& child) {
  wait_until([&] { return child.poll().has_value(); }, "end of the child");
  return *child.poll();
}

TEST(ChildProcess, ReportsItsCodeAndAppendsItsOutput) {
  const TemporaryDirectory temporary;
  const auto log = temporary.path() / "log";
  for (int i = 0; i < 2; ++i) {
    ChildProcess child({"sh", "-c", "echo out; echo err >&2; cat; exit 7"}, log);
    const ProcessEnd end = end_of(child);
    EXPECT_EQ(end.code, 7);
    EXPECT_EQ(end.signal, 0);
  }
  EXPECT_EQ(read_file(log), "out\nerr\nout\nerr\n");
}

TEST(ChildProcess, HasStreamsWhereItsOwnerHasNone) {
  const TemporaryDirectory temporary;
  const auto log = temporary.path() / "log";
  const pid_t owner = ::fork();
  if (owner == 0) {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::close(stream);
    ChildProcess child({"sh", "-c", "cat; echo out; echo err >&2"}, log);
    while (!child.poll()) ::usleep(1000);
    ::_exit(0);
  }
  ASSERT_EQ(::waitpid(owner, nullptr, 0), owner);
  EXPECT_EQ(read_file(log), "out\nerr\n");
}

TEST(ChildProcess, AppendsToALogThatIsOpen) {
  const TemporaryDirectory temporary;
  const auto log = temporary.path() / "log";
  testing_support::run_in_child([&log] {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO}) ::close(stream);
    const Descriptor output = open_output(log);
    EXPECT_GT(output.get(), STDERR_FILENO) << "the streams of a child take these numbers";
    ChildProcess child({"echo", "out"}, output);
    while (!child.poll()) ::usleep(1000);
  });
  EXPECT_EQ(read_file(log), "out\n");
}

TEST(ChildProcess, HasItsOwnGroupAndDefaultSignals) {
  const TemporaryDirectory temporary;
  const StopSignals blocked;
  ChildProcess child({"sleep", "60"}, temporary.path() / "log");
  EXPECT_EQ(::getpgid(child.pid()), child.pid());
  child.send(SIGTERM);
  EXPECT_EQ(end_of(child).signal, SIGTERM);
  child.send(SIGTERM);
  EXPECT_EQ(to_string(*child.poll()), "signal 15 (Terminated)");
}

TEST(ChildProcess, IsEndedWithItsOwner) {
  const TemporaryDirectory temporary;
  pid_t pid = -1;
  {
    const ChildProcess child({"sleep", "60"}, temporary.path() / "log");
    pid = child.pid();
  }
  EXPECT_EQ(::kill(pid, 0), -1);
}

TEST(ChildProcess, IsAskedToEndWhenItsOwnerIsKilled) {
  const TemporaryDirectory temporary;
  const auto log = temporary.path() / "log";
  const pid_t owner = ::fork();
  if (owner == 0) {
    const ChildProcess child(
        {"sh", "-c", "trap 'echo asked; exit' USR1; echo there; while :; do sleep 0.01; done"}, log,
        {.end_signal = SIGUSR1});
    for (;;) ::pause();
  }
  wait_until([&] { return std::filesystem::exists(log) && read_file(log) == "there\n"; }, "child");
  ASSERT_EQ(::kill(owner, SIGKILL), 0);
  ASSERT_EQ(::waitpid(owner, nullptr, 0), owner);
  wait_until([&] { return read_file(log) == "there\nasked\n"; }, "the child's last word");
}

TEST(ChildProcess, WhatCannotBeStartedIsNamed) {
  const TemporaryDirectory temporary;
  const auto log = temporary.path() / "log";
  EXPECT_THAT(message_of<FileError>([&] { const ChildProcess child({"no-such-program"}, log); }),
              HasSubstr("no-such-program"));
  EXPECT_THROW(ChildProcess({"true"}, temporary.path() / "no" / "log"), FileError);
}

TEST(ChildProcess, CapturesOutput) {
  const CapturedOutput output =
      capture_output({"sh", "-c", "printf '%s' \"$1\"; exit 3", "sh", "a $HOME b"});
  EXPECT_EQ(output.text, "a $HOME b");
  EXPECT_EQ(output.end.code, 3);
  EXPECT_EQ(capture_output({"sh", "-c", "echo x >&2"}).text, "x\n");
}

TEST(ChildProcess, AnAnswerIsToAnInput) {
  int looks = 0;
  const auto count = [&looks] { ++looks; };
  EXPECT_EQ(capture_answer({"sh", "-c", "sleep 0.5; cat"}, "a\nb", count).text, "a\nb");
  EXPECT_GE(looks, 3) << "while it sleeps, and at its end";
}

TEST(ChildProcess, AWarningThatNobodyReadsKeepsBackNoAnswer) {
  const pid_t asker = ::fork();
  if (asker == 0) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) ::_exit(2);
    ::close(ends[0]);
    ::dup2(ends[1], STDERR_FILENO);
    outlive_readers();
    const auto answer = capture_answer({"sh", "-c", "echo warning >&2; echo answer"}, {}, [] {});
    ::_exit(answer.end.is_success() && answer.text == "answer\n" ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(asker, &status, 0), asker);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(ChildProcess, WhoWaitsForAnAnswerMayEndTheCommand) {
  const TemporaryDirectory temporary;
  const auto pid = temporary.path() / "pid";
  const auto give_up = [&pid] {
    if (std::filesystem::exists(pid) && !read_file(pid).empty()) throw std::runtime_error("late");
  };
  // It has closed what it prints to, and goes on all the same.
  EXPECT_THROW(
      capture_answer({"sh", "-c", "exec >&-; echo $$ >\"$0\"; exec sleep 1000", pid}, {}, give_up),
      std::runtime_error);
  EXPECT_EQ(::kill(std::stoi(read_file(pid)), 0), -1);
}

TEST(IsProgram, SearchesWhereAChildIsSearched) {
  EXPECT_TRUE(is_program("sh"));
  EXPECT_TRUE(is_program("/bin/sh"));
  EXPECT_FALSE(is_program("no-such-program"));
  EXPECT_FALSE(is_program("./sh"));
}

TEST(StopSignals, ASignalBeforeTheWaitIsNotLost) {
  const StopSignals signals;
  ASSERT_EQ(::raise(SIGUSR1), 0);
  EXPECT_EQ(signals.wait(10000), std::optional<int>(SIGUSR1));
  EXPECT_EQ(signals.wait(1), std::nullopt);
}

}  // namespace
}  // namespace tandem
