// The command config of the worker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "launch/program.h"
#include "launch/worker/worker_command.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;

std::string refusal(const Arguments& arguments) {
  const Program worker{.name = "tandem-worker", .sentence = "", .commands = all_worker_commands()};
  const Command& command = find_command(worker, "config");
  return message_of<UsageError>(
      [&] { command.run(parse_call(command, "tandem-worker", arguments)); });
}

TEST(ConfigCommand, AWordThatNothingIsDoneWithIsRefused) {
  EXPECT_THAT(refusal({"a.yaml", "show", "seed=2"}), HasSubstr("'seed=2'"));
  EXPECT_THAT(refusal({"a.yaml", "seed=2", "schema", "steps"}), HasSubstr("'steps'"));
  EXPECT_THAT(refusal({"a.yaml", "help", "steps", "seed"}), HasSubstr("'seed'"));
  EXPECT_THAT(refusal({"show"}), HasSubstr("missing"));
}

}  // namespace
}  // namespace tandem
