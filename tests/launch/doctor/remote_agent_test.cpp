#include "launch/doctor/remote_agent.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "framework/core/files.h"
#include "launch/job/child_process.h"
#include "tests/launch/installation.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using testing_support::Installation;

TEST(MpirunSetting, IsThatOfTheUserFirst) {
  const std::string settings =
      "mca:plm:rsh:param:plm_rsh_agent:help:The command\n"
      "mca:plm:rsh:param:plm_rsh_agent:value:\"ssh : "
      "rsh\"\nmca:plm:rsh:param:plm_rsh_args:value:\n";
  EXPECT_EQ(mpirun_setting("plm_rsh_agent", {}, settings), "ssh : rsh");
  EXPECT_EQ(mpirun_setting("plm_rsh_args", {}, settings), "");
  EXPECT_EQ(
      mpirun_setting("plm_rsh_agent", {"-x", "A", "--mca", "plm_rsh_agent", "/a b"}, settings),
      "/a b");
  EXPECT_EQ(mpirun_setting("plm_rsh_agent", {"--mca", "plm_rsh_agent"}, settings), "ssh : rsh");
  EXPECT_EQ(mpirun_setting("plm_rsh_agent", {}, ""), "");
}

TEST(AgentWords, AreOfTheFirstProgramThatIsThere) {
  EXPECT_THAT(agent_words("no-such-program -1 : sh -2  -3 : sh"), ElementsAre("sh", "-2", "-3"));
  EXPECT_THAT(agent_words("/nowhere/agent x:no-such-program"), ElementsAre("/nowhere/agent", "x"));
}

TEST(RemoteAgent, IsThatOfMpirun) {
  Installation installation;
  installation.set("OMPI_MCA_plm_rsh_agent", "sh -x");
  installation.set("OMPI_MCA_plm_rsh_args", "-p 3");
  EXPECT_THAT(remote_agent({}), ElementsAre("sh", "-x", "-p", "3"));
  EXPECT_THAT(remote_agent({"--mca", "plm_rsh_agent", "env -i"}),
              ElementsAre("env", "-i", "-p", "3"));
}

TEST(RemoteCall, KeepsSshFromAsking) {
  const std::chrono::seconds limit(20);
  EXPECT_THAT(remote_call({"/usr/bin/ssh", "-4"}, "a", {"/w", "machine"}, limit),
              ElementsAre("/usr/bin/ssh", "-4", "-o", "BatchMode=yes", "-o", "ConnectTimeout=15",
                          "a", "/w machine"));
  EXPECT_THAT(remote_call({"/my/agent"}, "a", {"/w"}, limit), ElementsAre("/my/agent", "a", "/w"));
}

TEST(RemoteCall, WordsArriveAsTheyAre) {
  const TemporaryDirectory temporary;
  const auto agent = temporary / "agent";
  write_file_synced(agent, "#!/bin/sh\nshift\nexec sh -c \"$*\"\n");
  ASSERT_EQ(::chmod(agent.c_str(), 0755), 0);
  const std::vector<std::string> command = {"printf", "<%s>", "a b", "it's", "$HOME", "`x`;\"", ""};
  const CapturedOutput output =
      capture_output(remote_call({agent}, "host", command, std::chrono::seconds(1)));
  EXPECT_EQ(output.text, "<a b><it's><$HOME><`x`;\"><>");
}

}  // namespace
}  // namespace tandem
