// The launcher by mpirun.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/launch/job/allocation.h"
#include "tests/launch/job/launcher_named.h"
#include "tests/support/environment_variable.h"

namespace tandem {
namespace {

using ::testing::Contains;
using ::testing::ElementsAreArray;
using ::testing::Not;

std::unique_ptr<JobLauncher> make_mpirun(const LauncherRequest& request, int64_t num_cores) {
  return testing_support::launcher_named("mpirun").make(request,
                                                        {.num_cores = [&] { return num_cores; }});
}

TEST(MpirunLauncher, IsAnArgumentArray) {
  const Job job{.ranks = 4, .program = {"/w", "run", "a b;c"}};
  EXPECT_THAT(make_mpirun({.hosts = "a:2,b:1"}, 16)->arguments(job),
              ElementsAreArray({"mpirun",
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
                                "a:2,b:1",
                                "/w",
                                "run",
                                "a b;c"}));
}

TEST(MpirunLauncher, OversubscribesWhereRanksAreMoreThanSlotsOrCores) {
  const Job job{.ranks = 4, .program = {"/w"}};
  EXPECT_THAT(make_mpirun({}, 4)->arguments(job), Not(Contains("--oversubscribe")));
  EXPECT_THAT(make_mpirun({}, 3)->arguments(job), Contains("--oversubscribe"));
  EXPECT_THAT(make_mpirun({.hosts = "a:4"}, 1)->arguments(job), Not(Contains("--oversubscribe")));
}

TEST(MpirunLauncher, CountsSlotsOfHosts) {
  EXPECT_EQ(make_mpirun({.hosts = "a:4,b:4"}, 1)->num_slots(), 8);
  EXPECT_EQ(make_mpirun({.hosts = "node-1.example"}, 1)->num_slots(), 1);
  EXPECT_EQ(make_mpirun({}, 1)->num_slots(), std::nullopt);
  for (const char* hosts : {"a:", "a:0", "a,,b", "a b", "-x", "a:1;b", "a:1,", ",", "$(x)"}) {
    EXPECT_THROW(make_mpirun({.hosts = hosts}, 1)->num_slots(), UsageError) << hosts;
  }
}

TEST(MpirunLauncher, ReachesOtherHostsWhereSomeAreNamedOrAllocated) {
  {
    const testing_support::AllocationVariables none({});
    EXPECT_FALSE(make_mpirun({}, 4)->reaches_other_hosts());
    EXPECT_TRUE(make_mpirun({.hosts = "a:2"}, 4)->reaches_other_hosts());
  }
  const testing_support::AllocationVariables allocated({{"SLURM_JOB_ID", "7"},
                                                        {"SLURM_JOB_NODELIST", "n[1-2]"},
                                                        {"SLURM_JOB_CPUS_PER_NODE", "what?"}});
  EXPECT_TRUE(make_mpirun({}, 4)->reaches_other_hosts()) << "whatever the variables say";
}

TEST(MpirunLauncher, AllHostsReadWithoutLocksWhereTheUserAskedForIt) {
  const Job job{.ranks = 2, .program = {"/w"}};
  const auto launcher = make_mpirun({.hosts = "a,b"}, 1);
  EXPECT_THAT(launcher->arguments(job), Not(Contains("HDF5_USE_FILE_LOCKING")));
  const testing_support::EnvironmentVariable locking("HDF5_USE_FILE_LOCKING", "FALSE");
  EXPECT_THAT(launcher->arguments(job), Contains("HDF5_USE_FILE_LOCKING"));
}

TEST(MpirunLauncher, PassesVariablesAndMoreArgumentsOn) {
  const auto arguments =
      make_mpirun({.arguments = {"--tag-output", "--map-by x y"}, .variables = {"A", "B"}}, 4)
          ->arguments({.ranks = 2, .program = {"/w"}});
  const std::vector<std::string> last(arguments.end() - 7, arguments.end());
  EXPECT_THAT(last, ElementsAreArray({"-x", "A", "-x", "B", "--tag-output", "--map-by x y", "/w"}));
}

TEST(MpirunLauncher, FindsTheRankThatASignalEnded) {
  const auto launcher = make_mpirun({}, 1);
  const auto named = launcher->find_lost_rank(
      {.code = 137},
      "----\nmpirun noticed that process rank 1 with PID 4711 on node left-2 exited on signal 11 "
      "(Segmentation fault).\n----\n");
  ASSERT_TRUE(named);
  EXPECT_EQ(named->rank, 1U);
  EXPECT_EQ(named->signal, 11);
  EXPECT_EQ(named->pid, 4711);
  EXPECT_EQ(named->host, "left-2");
  const auto unnamed = launcher->find_lost_rank({.code = 137}, "all is well");
  ASSERT_TRUE(unnamed);
  EXPECT_EQ(unnamed->rank, std::nullopt);
  EXPECT_EQ(unnamed->signal, 9);
  EXPECT_FALSE(launcher->find_lost_rank({.code = 205}, "all is well"));
}

TEST(MpirunLauncher, FindsTheNoticeInWhateverRanksPrint) {
  const auto launcher = make_mpirun({}, 1);
  const std::string printed(1'000'000, 'x');
  const std::string torn =
      "process rank 7 with PID " + printed + "\nprocess rank 8 with PID 1 on\n";
  const std::string notice =
      "process rank 2 with PID 4712 on node right exited\n  on signal 9 (Killed).\n";
  EXPECT_FALSE(launcher->find_lost_rank({.code = 1}, printed + torn));
  const auto lost = launcher->find_lost_rank({.code = 1}, printed + torn + notice + printed);
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->rank, 2U);
  EXPECT_EQ(lost->signal, 9);
  EXPECT_FALSE(launcher->find_lost_rank(
      {.code = 1}, "process rank 99999999999 with PID 1 on node a exited on signal 9"));
}

TEST(MpirunLauncher, FindsTheHostWithWhichContactWasLost) {
  // As Open MPI 4.1 says it of a cut link and of a daemon that was killed; a host is named as the
  // user named it, by name or address.
  const std::string notice =
      "--------------------------------------------------------------------------\n"
      "ORTE has lost communication with a remote daemon.\n\n"
      "  HNP daemon   : [[44119,0],0] on node head\n"
      "  Remote daemon: [[44119,0],2] on node 10.77.0.3\n\n"
      "This is usually due to either a failure of the TCP network\n"
      "connection to the node, or possibly an internal failure of\n"
      "the daemon itself. We cannot recover from this failure, and\n"
      "therefore will terminate the job.\n"
      "--------------------------------------------------------------------------\n";
  const auto launcher = make_mpirun({}, 1);
  EXPECT_EQ(launcher->find_lost_host("one rank says\n" + notice + notice + "another"), "10.77.0.3");
  EXPECT_EQ(launcher->find_lost_host("all is well on node b\n"), "");
  EXPECT_EQ(launcher->find_lost_host(notice.substr(0, 150)), "");
}

}  // namespace
}  // namespace tandem
