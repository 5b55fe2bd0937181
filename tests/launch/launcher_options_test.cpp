#include "launch/launcher_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/launch/option_command.h"
#include "tests/support/environment_variable.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing_support::EnvironmentVariable;

class LauncherOptions : public ::testing::Test {
 protected:
  CommandCall call(const Arguments& arguments) const {
    return parse_call(command_, "tandem", arguments);
  }
  /// What both ways to read the options say of these.
  std::vector<std::string> refusals(const Arguments& arguments) const {
    return {message_of<UsageError>([&] { launcher_request(call(arguments)); }),
            message_of<UsageError>([&] { launcher_words(call(arguments)); })};
  }

 private:
  const Command command_ = testing_support::command_with<add_launcher_options>();
  const EnvironmentVariable set_{"TANDEM_OF_TEST", "1"};
  const EnvironmentVariable empty_{"TANDEM_OF_TEST_TOO", ""};
};

TEST_F(LauncherOptions, WithoutThemThePlaceDecides) {
  const LauncherRequest request = launcher_request(call({"run"}));
  EXPECT_EQ(request.launcher, "");
  EXPECT_EQ(request.hosts, "");
  EXPECT_THAT(request.arguments, IsEmpty());
  EXPECT_THAT(request.variables, IsEmpty());
  EXPECT_THAT(launcher_words(call({"run"})), IsEmpty());
}

TEST_F(LauncherOptions, SayHowRanksAreStartedAndWhere) {
  const LauncherRequest request = launcher_request(
      call({"--hosts", "a:4,b:4", "--launcher", "mpirun", "--launcher-args=--mem 2G --tag 'a b'",
            "--pass-env", "TANDEM_OF_TEST,PATH", "--pass-env", "TANDEM_OF_TEST_TOO"}));
  EXPECT_EQ(request.launcher, "mpirun");
  EXPECT_EQ(request.hosts, "a:4,b:4");
  EXPECT_THAT(request.arguments, ElementsAre("--mem", "2G", "--tag", "a b"));
  EXPECT_THAT(request.variables, ElementsAre("TANDEM_OF_TEST", "PATH", "TANDEM_OF_TEST_TOO"));
}

TEST_F(LauncherOptions, AreGivenOnButForThePlace) {
  EXPECT_THAT(
      launcher_words(call({"--hosts=a:4", "--launcher=mpirun", "--pass-env", "PATH",
                           "--launcher-args=--tag 'a b'", "--pass-env=TANDEM_OF_TEST"})),
      ElementsAre("--launcher-args=--tag 'a b'", "--pass-env=PATH", "--pass-env=TANDEM_OF_TEST"));
}

TEST_F(LauncherOptions, AVariableThatIsNotSetIsRefused) {
  for (const std::string& said : refusals({"--pass-env=TANDEM_OF_TEST,TANDEM_OF_NOBODY"})) {
    EXPECT_THAT(said, AllOf(HasSubstr("--pass-env: a variable that the environment does not have"),
                            HasSubstr("got 'TANDEM_OF_NOBODY'")));
  }
  for (const std::string& said : refusals({"--pass-env", "PATH,"})) {
    EXPECT_THAT(said, HasSubstr("got ''"));
  }
}

TEST_F(LauncherOptions, ArgumentsThatAreNoWordsAreRefused) {
  for (const std::string& said : refusals({"--launcher-args=--dir \\"})) {
    EXPECT_THAT(said, AllOf(HasSubstr("--launcher-args: words that cannot be told apart"),
                            HasSubstr("got '--dir \\'"), HasSubstr("Write a backslash as \\\\.")));
  }
}

}  // namespace
}  // namespace tandem
