#include "launch/job/status_reader.h"

#include <gtest/gtest.h>

#include <optional>

#include "tests/support/hanging_file.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using testing_support::HangingFile;

class StatusReaderTest : public ::testing::Test {
 protected:
  StatusReaderTest() { std::filesystem::create_directories(paths_.status_directory()); }

  TemporaryDirectory directory_;
  RunPaths paths_{directory_.path()};
  StatusReader reader_{paths_};
};

TEST_F(StatusReaderTest, ReadsTheRanksThatAreAskedAboutAndThere) {
  for (const int rank : {0, 1}) write_rank_status(paths_.rank_status(rank), {.rank = rank});
  const auto read = reader_.read({1, 2}, minutes(1));
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 1U);
  EXPECT_EQ(read->at(1), (RankStatus{.rank = 1}));
  EXPECT_FALSE(reader_.waits_since());
}

TEST_F(StatusReaderTest, IsNotHeldUpByAFileSystemThatDoesNotAnswer) {
  write_rank_status(paths_.rank_status(1), {.rank = 1});
  {
    const HangingFile hanging(paths_.rank_status(0));
    EXPECT_EQ(reader_.read({0}, milliseconds(1)), std::nullopt);
    const auto since = reader_.waits_since();
    ASSERT_TRUE(since);
    EXPECT_EQ(reader_.read({1}, milliseconds(1)), std::nullopt) << "no other question is asked";
    EXPECT_EQ(reader_.waits_since(), since);
  }
  // A thread that comes as late as that finds nothing, and does not wait for ever.
  EXPECT_FALSE(std::filesystem::exists(paths_.rank_status(0)));
  const auto late = reader_.read({1}, minutes(1));
  ASSERT_TRUE(late);
  EXPECT_TRUE(late->empty()) << "the answer to the first question";
  EXPECT_EQ(reader_.read({1}, minutes(1))->count(1), 1U);
}

}  // namespace
}  // namespace tandem
