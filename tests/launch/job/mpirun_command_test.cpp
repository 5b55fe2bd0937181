#include "launch/job/mpirun_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace tandem {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::Not;

TEST(MpirunCommand, OneRankNeedsNone) {
  EXPECT_THAT(job_arguments({.ranks = 1, .oversubscribes = false, .hosts = "", .program = {"w"}}),
              ElementsAre("w"));
}

TEST(MpirunCommand, IsAnArgumentArray) {
  const auto arguments = job_arguments(
      {.ranks = 4, .oversubscribes = true, .hosts = "a:2,b:2", .program = {"/w", "run", "a b;c"}});
  EXPECT_THAT(arguments, ElementsAreArray({"mpirun",
                                           "--bind-to",
                                           "none",
                                           "--mca",
                                           "oob_tcp_keepalive_time",
                                           "5",
                                           "--mca",
                                           "oob_tcp_keepalive_intvl",
                                           "2",
                                           "--mca",
                                           "oob_tcp_keepalive_probes",
                                           "3",
                                           "-np",
                                           "4",
                                           "--oversubscribe",
                                           "--host",
                                           "a:2,b:2",
                                           "/w",
                                           "run",
                                           "a b;c"}));
  EXPECT_THAT(job_arguments({.ranks = 2, .oversubscribes = false, .hosts = "", .program = {"/w"}}),
              Not(Contains("--oversubscribe")));
  EXPECT_EQ(
      job_arguments({.ranks = 1, .oversubscribes = false, .hosts = "a", .program = {"/w"}}).front(),
      "mpirun");
}

TEST(MpirunCommand, AllHostsReadWithoutLocksWhereTheUserAskedForIt) {
  const JobPlan plan{.ranks = 2, .oversubscribes = false, .hosts = "a,b", .program = {"/w"}};
  EXPECT_THAT(job_arguments(plan), Not(Contains("HDF5_USE_FILE_LOCKING")));
  ::setenv("HDF5_USE_FILE_LOCKING", "FALSE", 1);
  EXPECT_THAT(job_arguments(plan), Contains("HDF5_USE_FILE_LOCKING"));
  ::unsetenv("HDF5_USE_FILE_LOCKING");
}

TEST(MpirunCommand, FindsTheRankThatASignalEnded) {
  const auto found = find_signalled_rank(
      "----\nmpirun noticed that process rank 1 with PID 4711 on node left-2 exited on signal 9 "
      "(Killed).\n----\n");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->rank, 1);
  EXPECT_EQ(found->host, "left-2");
  EXPECT_EQ(found->signal, 9);
  EXPECT_FALSE(find_signalled_rank("all is well"));
}

TEST(MpirunCommand, AShellLineIsQuotedWhereNeeded) {
  EXPECT_EQ(shell_line({"tandem", "resume", "runs/a b", "~x", "it's", "a=[1,2]"}),
            "tandem resume 'runs/a b' '~x' 'it'\\''s' 'a=[1,2]'");
}

}  // namespace
}  // namespace tandem
