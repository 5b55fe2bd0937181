// The program `tandem` from outside: help, unknown commands, what is passed on to the worker.
#include "launch/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "launch/job/child_process.h"
#include "tests/launch/installation.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::build_directory;
using testing_support::CallResult;
using testing_support::Installation;

TEST(Program, HelpNamesEveryCommandAndEachAnswersItsOwn) {
  Installation installation;
  // Help must not need the worker.
  std::filesystem::remove(installation.root() / "tandem-worker");
  const CallResult help = installation.call({"--help"});
  EXPECT_EQ(help.end.code, 0);
  for (const Command& command : all_commands()) {
    EXPECT_THAT(help.output, HasSubstr("tandem " + command.name));
    if (command.name == "pack") continue;
    const CallResult own = installation.call({command.name, "--help"});
    EXPECT_EQ(own.end.code, 0) << command.name << ": " << own.output;
    EXPECT_THAT(own.output, HasSubstr("Usage: tandem " + command.name));
  }
  EXPECT_THAT(installation.call({"sample", "--help"}).output,
              AllOf(HasSubstr("--condition NAME=VALUE "), HasSubstr("classes,"),
                    Not(HasSubstr("conditions,"))));
  EXPECT_THAT(installation.call({"evaluate", "a-run", "--help"}).output,
              HasSubstr("--likelihood-samples N "));
}

TEST(Program, AnswersWhateverWayHelpIsAskedFor) {
  Installation installation;
  const auto help = [&](const Arguments& arguments) {
    const CallResult result = installation.call(arguments);
    EXPECT_EQ(result.end.code, 0) << result.output;
    return result.output;
  };
  const std::string all = help({"--help"});
  EXPECT_EQ(help({"-h"}), all);
  EXPECT_EQ(help({"help"}), all);
  const std::string train = help({"train", "--help"});
  EXPECT_EQ(help({"train", "-h"}), train);
  EXPECT_EQ(help({"help", "train"}), train);
  const std::string pack = help({"pack", "--help"});
  EXPECT_EQ(help({"help", "pack"}), pack);
  EXPECT_EQ(help({"pack", "-h"}), pack);
  EXPECT_EQ(help({"help", "pack", "images"}), help({"pack", "images", "--help"}));
  EXPECT_EQ(help({"sweep", "-h"}), help({"sweep", "--help"}));
  EXPECT_EQ(help({"help", "sweep", "report"}), help({"sweep", "report", "--help"}));
}

TEST(Program, StartsWithoutLibTorch) {
  const CapturedOutput libraries = capture_output({"ldd", build_directory() / "tandem"});
  ASSERT_TRUE(libraries.end.is_success());
  EXPECT_THAT(libraries.text, AllOf(HasSubstr("libstdc++"), Not(HasSubstr("torch")),
                                    Not(HasSubstr("libc10")), Not(HasSubstr("libmpi"))));
}

TEST(Program, AWordIsNearToACommandOrToNone) {
  const Program program{.name = "p", .sentence = "", .commands = all_commands()};
  EXPECT_EQ(nearest_command(program, "trian"), "train");
  EXPECT_EQ(nearest_command(program, "experiments/vae/mnist.yaml"), "");
  EXPECT_EQ(nearest_command(program, "--pack"), "");
}

TEST(Program, AnOptionInThePlaceOfACommandIsOneOfACommand) {
  const Program program{.name = "p", .sentence = "", .commands = all_commands()};
  const auto message = [&](const std::string& word) {
    return message_of<UsageError>([&] { find_command(program, word); });
  };
  EXPECT_THAT(message("--ranks=2"), AllOf(HasSubstr("the command comes before the options"),
                                          HasSubstr("train"), Not(HasSubstr("Did you mean"))));
  EXPECT_THAT(message("--rank=1000000"), HasSubstr("Did you mean '--ranks'?"));
  EXPECT_THAT(message("--hlep"), HasSubstr("Did you mean '--help'?"));
  EXPECT_THAT(message("--zzz"), HasSubstr("Known are: --help, --version."));
}

TEST(Program, SaysItsVersion) {
  Installation installation;
  const CallResult result = installation.call({"--version"});
  EXPECT_EQ(result.end.code, 0);
  EXPECT_THAT(result.output, ::testing::StartsWith("tandem "));
}

TEST(Program, AMisspeltCommandOrOptionGetsTheNearest) {
  Installation installation;
  const CallResult command = installation.call({"trian", "x.yaml"});
  EXPECT_EQ(command.end.code, 64);
  EXPECT_THAT(command.output, HasSubstr("Did you mean 'train'?"));
  const CallResult option = installation.call({"train", "x.yaml", "--rank", "2"});
  EXPECT_EQ(option.end.code, 64);
  EXPECT_THAT(option.output, HasSubstr("Did you mean '--ranks'?"));
  EXPECT_THAT(installation.call({"--verison"}).output, HasSubstr("Did you mean '--version'?"));
  EXPECT_EQ(installation.call({"train", "x.yaml", "--ranks", "two"}).end.code, 64);
  EXPECT_EQ(installation.call({"train"}).end.code, 64);
  EXPECT_EQ(installation.call({"resume"}).end.code, 64);
  EXPECT_EQ(installation.call({"inspect"}).end.code, 64);
  EXPECT_EQ(installation.call({"doctor", "x"}).end.code, 64);
  EXPECT_EQ(installation.call({}).end.code, 64);
}

}  // namespace
}  // namespace tandem
