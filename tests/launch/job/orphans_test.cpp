#include "launch/job/orphans.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "framework/core/files.h"
#include "launch/job/child_process.h"
#include "tests/launch/installation.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing_support::wait_until;

/// Runs a command to its end, and returns what it printed.
std::string output_of(const std::string& command) {
  const TemporaryDirectory temporary;
  const auto log = temporary.path() / "log";
  ChildProcess child({"sh", "-c", command}, log);
  wait_until([&] { return child.poll().has_value(); }, "end of the child");
  return read_file(log);
}

TEST(Orphans, WhatGoesOnIsKilled) {
  Orphans orphans;
  const int left = std::stoi(output_of("sleep 1000 & echo $!"));
  EXPECT_EQ(::kill(left, 0), 0);
  EXPECT_EQ(orphans.end(std::chrono::milliseconds(0)), 1U);
  EXPECT_EQ(::kill(left, 0), -1);
}

TEST(Orphans, WhatEndsByItselfIsWaitedFor) {
  Orphans orphans;
  const int left = std::stoi(output_of("sleep 0.05 & echo $!"));
  EXPECT_EQ(orphans.end(std::chrono::minutes(1)), 0U);
  EXPECT_EQ(::kill(left, 0), -1);
}

TEST(Orphans, ADaemonIsLeftAlone) {
  Orphans orphans;
  const int daemon = std::stoi(output_of("setsid sleep 1000 & echo $!"));
  wait_until([&] { return ::getsid(daemon) == daemon; }, "session of the daemon");
  EXPECT_EQ(orphans.end(std::chrono::milliseconds(0)), 0U);
  EXPECT_EQ(::kill(daemon, SIGKILL), 0) << "it goes on";
  ::waitpid(daemon, nullptr, 0);
}

TEST(Orphans, ThereMayBeNone) {
  Orphans orphans;
  output_of("true");
  EXPECT_EQ(orphans.end(std::chrono::minutes(1)), 0U);
}

}  // namespace
}  // namespace tandem
