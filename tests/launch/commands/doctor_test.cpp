// `tandem doctor` from outside, with a fake worker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>

#include "framework/core/files.h"

#include "tests/launch/installation.h"
#include "tests/launch/job/allocation.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::CallResult;
using testing_support::Installation;

TEST(DoctorCommand, ReportsEachFinding) {
  Installation installation;
  const CallResult result = installation.call({"doctor"});
  EXPECT_EQ(result.end.code, 0) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("ok       mpirun"), HasSubstr("ok       worker"),
                                   HasSubstr("ok       two ranks"), HasSubstr("LibTorch")));
}

TEST(DoctorCommand, ADeadlineIsForHosts) {
  Installation installation;
  const CallResult result = installation.call({"doctor", "--deadline=5"});
  EXPECT_EQ(result.end.code, 64);
  EXPECT_THAT(result.output, HasSubstr("--deadline is for --hosts"));
}

TEST(DoctorCommand, SaysWhatIsMissing) {
  Installation installation;
  std::filesystem::remove(installation.root() / "tandem-worker");
  installation.set("PATH", "/nowhere");
  const CallResult result = installation.call({"doctor"});
  EXPECT_EQ(result.end.code, 70);
  EXPECT_THAT(result.output, AllOf(HasSubstr("missing  mpirun"), HasSubstr("missing  worker")));
}

/// An installation, and an agent in place of ssh that knows a few hosts, all of them this machine.
class DoctorOfHosts : public ::testing::Test {
 protected:
  DoctorOfHosts() {
    const auto agent = installation_.root() / "agent";
    write_file_synced(agent,
                      "#!/bin/sh\nhost=$1\nshift\ncase $host in\n"
                      "silent) exec sleep 1000 ;;\n"
                      "asking) printf 'Password: '; exec sleep 1000 ;;\n"
                      "refused) echo 'Permission denied (publickey).' >&2; exit 255 ;;\n"
                      "other) FAKE_VERSION=2; export FAKE_VERSION ;;\n"
                      "esac\nexec sh -c \"$*\"\n");
    std::filesystem::permissions(agent, std::filesystem::perms::owner_all);
    installation_.set("OMPI_MCA_plm_rsh_agent", agent);
    // Others put files into the directory of the tests, too.
    std::filesystem::current_path(installation_.root());
  }
  ~DoctorOfHosts() override { std::filesystem::current_path(before_); }

  const std::filesystem::path before_ = std::filesystem::current_path();
  Installation installation_;
};

TEST_F(DoctorOfHosts, IsContentWithOneThatIsWell) {
  const CallResult result = installation_.call({"doctor", "--hosts", "localhost:2"});
  EXPECT_EQ(result.end.code, 0) << result.output;
  EXPECT_THAT(result.output,
              AllOf(HasSubstr("ok       hosts       localhost answer"), HasSubstr("ok       build"),
                    HasSubstr("ok       directory   the one here"),
                    HasSubstr("ok       links       2 ranks sum 1 KiB in 100.0 µs")));
}

TEST_F(DoctorOfHosts, NamesThoseThatDoNotAnswerAndWaitsForNone) {
  const auto begin = std::chrono::steady_clock::now();
  const CallResult result = installation_.call(
      {"doctor", "--hosts", "silent,asking:2,refused,localhost:1", "--deadline", "20"});
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(100));
  EXPECT_EQ(result.end.code, 70) << result.output;
  EXPECT_THAT(
      result.output,
      AllOf(HasSubstr("failed   silent      it does not answer; it has said nothing\n"),
            HasSubstr("failed   asking      it asks for a password; it has said: Password:"),
            HasSubstr("failed   refused     it takes no key of yours"),
            HasSubstr("ok       hosts       localhost answer"), HasSubstr("ok       links")));
}

TEST_F(DoctorOfHosts, MarksWhatDiffers) {
  const CallResult result = installation_.call({"doctor", "--hosts", "other", "--deadline", "60"});
  EXPECT_EQ(result.end.code, 70) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("differs  build         here: 1, program"),
                                   HasSubstr("                     ! other: 2, program"),
                                   HasSubstr("install one build on all")));
}

TEST_F(DoctorOfHosts, ReachesNodesOfAnAllocationBySrun) {
  const auto programs = installation_.root() / "programs";
  std::filesystem::create_directory(programs);
  write_file_synced(programs / "srun",
                    "#!/bin/sh\necho srun: \"$@\"\nwhile [ \"${1#-}\" != \"$1\" ]; do shift; done\n"
                    "exec \"$@\"\n");
  std::filesystem::permissions(programs / "srun", std::filesystem::perms::owner_all);
  installation_.set("PATH", programs.string() + ":" + std::getenv("PATH"));
  const testing_support::AllocationVariables allocation({{"SLURM_JOB_ID", "7"},
                                                         {"SLURM_JOB_NODELIST", "n[1-2]"},
                                                         {"SLURM_JOB_CPUS_PER_NODE", "2(x2)"},
                                                         {"SLURM_NTASKS", "4"},
                                                         {"SLURM_TASKS_PER_NODE", "2(x2)"}});
  const CallResult result = installation_.call({"doctor", "--hosts", "n1:2,n2:2"});
  EXPECT_EQ(result.end.code, 0) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("n1, n2 answer"), HasSubstr("ok       links")));
}

TEST_F(DoctorOfHosts, LeavesNothingBehind) {
  const CallResult result = installation_.call({"doctor", "--hosts", "localhost"});
  EXPECT_EQ(result.end.code, 0) << result.output;
  for (const std::string& name : names_in(std::filesystem::current_path())) {
    EXPECT_THAT(name, Not(HasSubstr(".tandem-doctor"))) << name;
  }
}

TEST_F(DoctorOfHosts, LeavesNothingBehindWhenItIsInterrupted) {
  const auto has_token = [] {
    return std::ranges::any_of(names_in(std::filesystem::current_path()),
                               [](const auto& name) { return name.starts_with(".tandem-doctor"); });
  };
  ChildProcess child = installation_.start({"doctor", "--hosts", "silent", "--deadline", "1000"});
  testing_support::wait_until(has_token, "file in the directory");
  child.send(SIGINT);
  EXPECT_EQ(installation_.finish(child).end.signal, SIGINT);
  EXPECT_FALSE(has_token());
}

TEST_F(DoctorOfHosts, SaysThatItsOwnDirectoryIsGone) {
  const auto gone = installation_.root() / "gone";
  std::filesystem::create_directory(gone);
  std::filesystem::current_path(gone);
  std::filesystem::remove(gone);
  const CallResult result = installation_.call({"doctor", "--hosts", "localhost"});
  EXPECT_EQ(result.end.code, 74) << result.output;
  EXPECT_THAT(result.output, HasSubstr("the working directory cannot be told"));
}

TEST_F(DoctorOfHosts, RefusesHostsThatAreNone) {
  EXPECT_EQ(installation_.call({"doctor", "--hosts", "a;b"}).end.code, 64);
  EXPECT_EQ(installation_.call({"doctor", "--hosts", "a", "--deadline", "0"}).end.code, 64);
  EXPECT_EQ(installation_.call({"doctor", "--hosts", "a", "--deadline", "10000000000"}).end.code,
            64);
  EXPECT_EQ(installation_.call({"doctor", "--hosts", "a", "--launcher", "local"}).end.code, 64);
}

}  // namespace
}  // namespace tandem
