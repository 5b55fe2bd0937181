#include "framework/sweep/followed_study.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "framework/core/error.h"
#include "framework/sweep/study_records.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(FollowedStudy, TakesWhatIsAddedEachRecordOnce) {
  const TemporaryDirectory directory;
  const SweepPaths paths{directory.path()};
  EXPECT_THROW(FollowedStudy{paths}, ConfigError);
  EXPECT_FALSE(std::filesystem::exists(paths.journal()));
  Journal journal(paths.journal());
  journal.append({study_record("s", true)});
  FollowedStudy followed(paths);
  EXPECT_THAT(followed.study().trials(), IsEmpty());
  for (size_t count = 1; count <= 3; ++count) {
    journal.append({trial_record({}, {}, {})});
    followed.read_on();
    EXPECT_THAT(followed.study().trials(), SizeIs(count));
  }
}

}  // namespace
}  // namespace tandem
