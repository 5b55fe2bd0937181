#include "launch/doctor/host_failure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr ProcessEnd kSshFailed{.code = 255};

TEST(HostFailure, NamesItsCause) {
  const struct {
    const char* output;
    const char* what;
    const char* advice;
  } cases[] = {
      {"u@a: Permission denied (publickey,password).\r\n", "it takes no key of yours",
       "ssh-copy-id node-b"},
      {"Host key verification failed.\n", "its key is not known here", "Connect to it once"},
      {"ssh: Could not resolve hostname a: Name or service not known\n", "nobody knows this name",
       "getent hosts node-b"},
      {"ssh: connect to host a port 22: Connection refused\n", "it refuses the connection", "sshd"},
      {"ssh: connect to host a port 22: No route to host\n", "there is no way to it", "sshd"},
      {"ssh: connect to host a port 22: Connection timed out\n", "it cannot be reached",
       "firewall"},
      {"/w: error while loading shared libraries: libmpi.so.40: no such file\n",
       "tandem-worker cannot start there", "must lie there"},
      {"tandem-worker: unknown command 'machine'\n", "tandem-worker is of another build there",
       "same build"}};
  for (const auto& each : cases) {
    const HostFailure failure = explain_failure("node-b", each.output, kSshFailed);
    EXPECT_THAT(failure.what, StartsWith(each.what));
    EXPECT_THAT(failure.what, HasSubstr("; it has said: "));
    EXPECT_THAT(failure.advice, HasSubstr(each.advice)) << each.output;
  }
}

TEST(HostFailure, KnowsOneThatAsks) {
  const HostFailure failure = explain_failure("node-b", "Password: ", std::nullopt);
  EXPECT_EQ(failure.what, "it asks for a password; it has said: Password:");
  EXPECT_THAT(failure.advice, HasSubstr("ssh-agent"));
}

TEST(HostFailure, KnowsThatThereIsNoSuchProgram) {
  for (const int code : {126, 127}) {
    const auto failure =
        explain_failure("node-b", "bash: /w: Permission denied (13)\n", ProcessEnd{.code = code});
    EXPECT_THAT(failure.what, StartsWith("tandem-worker cannot be run there"));
  }
}

TEST(HostFailure, SaysWhatItDoesNotKnow) {
  EXPECT_EQ(explain_failure("node-b", "", std::nullopt).what,
            "it does not answer; it has said nothing");
  EXPECT_EQ(explain_failure("node-b", "strange\n", ProcessEnd{.code = 9}).what,
            "it does not answer as it should (exit code 9); it has said: strange");
}

}  // namespace
}  // namespace tandem
