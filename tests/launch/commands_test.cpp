// The program `tandem` from outside: help, unknown commands, what is passed on to the worker.
#include "launch/commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "launch/command_line.h"
#include "launch/job/child_process.h"
#include "tests/launch/installation.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::build_directory;
using testing_support::CallResult;
using testing_support::Installation;

TEST(Commands, HelpNamesEveryCommandAndEachAnswersItsOwn) {
  Installation installation;
  // Help must not need the worker.
  std::filesystem::remove(installation.root() / "tandem-worker");
  const CallResult help = installation.call({"--help"});
  EXPECT_EQ(help.end.code, 0);
  for (const CommandDescription& command : command_descriptions()) {
    EXPECT_THAT(help.output, HasSubstr("tandem " + command.name));
    if (command.name == "pack") continue;
    const CallResult own = installation.call({command.name, "--help"});
    EXPECT_EQ(own.end.code, 0) << command.name << ": " << own.output;
    EXPECT_THAT(own.output, HasSubstr("Usage: tandem " + command.name));
  }
  EXPECT_THAT(installation.call({"sample", "--help"}).output, HasSubstr("--condition NAME=VALUE "));
  EXPECT_THAT(installation.call({"evaluate", "a-run", "--help"}).output,
              HasSubstr("--likelihood-samples N "));
}

TEST(Commands, StartsWithoutLibTorch) {
  const CapturedOutput libraries = capture_output({"ldd", build_directory() / "tandem"});
  ASSERT_TRUE(libraries.end.is_success());
  EXPECT_THAT(libraries.text, AllOf(HasSubstr("libstdc++"), Not(HasSubstr("torch")),
                                    Not(HasSubstr("libc10")), Not(HasSubstr("libmpi"))));
}

TEST(Commands, SaysItsVersion) {
  Installation installation;
  const CallResult result = installation.call({"--version"});
  EXPECT_EQ(result.end.code, 0);
  EXPECT_THAT(result.output, ::testing::StartsWith("tandem "));
}

TEST(Commands, AMisspeltCommandOrOptionGetsTheNearest) {
  Installation installation;
  const CallResult command = installation.call({"trian", "x.yaml"});
  EXPECT_EQ(command.end.code, 64);
  EXPECT_THAT(command.output, HasSubstr("Did you mean 'train'?"));
  const CallResult option = installation.call({"train", "x.yaml", "--rank", "2"});
  EXPECT_EQ(option.end.code, 64);
  EXPECT_THAT(option.output, HasSubstr("Did you mean '--ranks'?"));
  EXPECT_EQ(installation.call({"train", "x.yaml", "--ranks", "two"}).end.code, 64);
  EXPECT_EQ(installation.call({"train"}).end.code, 64);
  EXPECT_EQ(installation.call({"resume"}).end.code, 64);
  EXPECT_EQ(installation.call({"inspect"}).end.code, 64);
  EXPECT_EQ(installation.call({"doctor", "x"}).end.code, 64);
  EXPECT_EQ(installation.call({}).end.code, 64);
}

TEST(Commands, PassesArgumentsOnAsTheyAre) {
  Installation installation;
  const CallResult sample = installation.call({"sample", "a run", "--count", "4", "$HOME;x"});
  EXPECT_EQ(sample.end.code, 9);
  EXPECT_EQ(sample.output, "<sample><a run><--count><4><$HOME;x>");
  EXPECT_EQ(installation.call({"evaluate", "r"}).output, "<evaluate><r>");
  EXPECT_EQ(installation.call({"config", "c.yaml", "a.b=1", "help", "model"}).output,
            "<config><c.yaml><a.b=1><help><model>");
  EXPECT_EQ(installation.call({"inspect", installation.root()}).output,
            "<inspect><" + installation.root().string() + ">");
  EXPECT_EQ(installation.call({"inspect", "--step", "40", installation.root()}).output,
            "<inspect><" + installation.root().string() + "><--step><40>");
  EXPECT_EQ(installation.call({"inspect", installation.root(), "--best"}).output,
            "<inspect><" + installation.root().string() + "><--best>");
  EXPECT_EQ(installation.call({"inspect", "data.h5", "--best"}).end.code, 64);
}

TEST(Commands, AMissingWorkerIsSaid) {
  Installation installation;
  std::filesystem::remove(installation.root() / "tandem-worker");
  const CallResult result = installation.call({"train", "x.yaml"});
  EXPECT_EQ(result.end.code, 74);
  EXPECT_THAT(result.output, HasSubstr("make build"));
}

TEST(Commands, TheDoctorReportsEachFinding) {
  Installation installation;
  const CallResult result = installation.call({"doctor"});
  EXPECT_EQ(result.end.code, 0) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("ok       mpirun"), HasSubstr("ok       worker"),
                                   HasSubstr("ok       two ranks"), HasSubstr("LibTorch")));
}

TEST(Commands, TheDoctorSaysWhatIsMissing) {
  Installation installation;
  std::filesystem::remove(installation.root() / "tandem-worker");
  installation.set("PATH", "/nowhere");
  const CallResult result = installation.call({"doctor"});
  EXPECT_EQ(result.end.code, 70);
  EXPECT_THAT(result.output, AllOf(HasSubstr("missing  mpirun"), HasSubstr("missing  worker")));
}

}  // namespace
}  // namespace tandem
