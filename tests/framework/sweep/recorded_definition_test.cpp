#include "framework/sweep/recorded_definition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/sweep/recorded_sweep.h"
#include "tests/framework/sweep/played_sweep.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(RecordedDefinition, NamesWhatIsNotAsItWas) {
  const TemporaryDirectory directory;
  const SweepPaths paths{directory.path()};
  SweepDefinition sweep = testing_support::played_definition("halving", 20);
  sweep.families.front().config = directory / "x.yaml";
  replace_file(directory / "x.yaml", "");
  EXPECT_NO_THROW(check_definition(paths, sweep, Study())) << "nothing is recorded yet";
  { RecordedSweep recorded(paths, sweep, testing_support::played_lengths()); }
  const Study study = read_study(paths);
  EXPECT_NO_THROW(check_definition(paths, sweep, study));
  SweepDefinition more = sweep;
  more.trials = 30;
  EXPECT_NO_THROW(check_definition(paths, more, study));
  SweepDefinition other = sweep;
  other.metric += "x";
  EXPECT_THAT(message_of<ConfigError>([&] { check_definition(paths, other, study, {"and more"}); }),
              AllOf(HasSubstr("metric"), HasSubstr("and more")));
  other = sweep;
  other.name = "another";
  EXPECT_THAT(message_of<DataError>([&] { check_definition(paths, other, study); }),
              HasSubstr("'another'"));
}

}  // namespace
}  // namespace tandem
