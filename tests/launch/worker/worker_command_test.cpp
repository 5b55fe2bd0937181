#include "launch/worker/worker_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "framework/core/error.h"
#include "launch/program.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;

ExitCode end_as_asked(const CommandCall& call) {
  return call.words.empty() ? ExitCode::kDone : ExitCode::kStopped;
}

TEST(WorkerCommand, IsThatOfTandemButForWhatItDoes) {
  const Program tandem{.name = "tandem", .sentence = "", .commands = all_commands()};
  const Command& declared = find_command(tandem, "sample");
  const Command command = carried_out("sample", end_as_asked);
  EXPECT_EQ(help_of(command), help_of(declared));
  EXPECT_EQ(command.name, "sample");
  const CommandCall call = parse_call(command, "tandem-worker", {"run", "--count", "4"});
  EXPECT_EQ(call.get<int64_t>("count"), 4);
  EXPECT_EQ(command.run(call), ExitCode::kStopped);
}

TEST(WorkerCommand, CarriesOutNothingThatTandemDoesNotHave) {
  EXPECT_THAT(message_of<UsageError>([] { carried_out("simple", end_as_asked); }),
              HasSubstr("Did you mean 'sample'?"));
}

TEST(WorkerCommand, EachHasANameOfItsOwnAndDoesSomething) {
  std::set<std::string> names;
  for (const Command& command : all_worker_commands()) {
    EXPECT_TRUE(names.insert(command.name).second) << command.name;
    EXPECT_NE(command.run, nullptr) << command.name;
  }
  for (const char* name : {"sample", "run", "resolve"}) EXPECT_TRUE(names.contains(name)) << name;
}

}  // namespace
}  // namespace tandem
