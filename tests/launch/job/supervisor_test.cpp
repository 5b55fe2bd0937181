#include "launch/job/supervisor.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "launch/job/launchers.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

TEST(Supervisor, EndsACommandThatOutlivesItsRanks) {
  const TemporaryDirectory directory;
  const RunPaths paths{directory.path()};
  for (const auto& file : {paths.rank_status(0), paths.output_log()}) {
    std::filesystem::create_directories(file.parent_path());
  }
  RankStatus status;
  status.state = RankState::kDone;
  write_rank_status(paths.rank_status(0), status);
  std::ostringstream out;
  Progress progress(out, false);
  const auto launcher = make_local_launcher();
  Supervisor supervisor(paths, *launcher, progress);
  supervisor.set_end_limit(std::chrono::seconds(0));
  const JobEnd end = supervisor.run({.ranks = 1, .program = {"sleep", "1000"}});
  EXPECT_TRUE(end.had_lingered);
  EXPECT_EQ(end.process.signal, SIGTERM);
  EXPECT_EQ(end.ranks.at(0)->state, RankState::kDone);
}

}  // namespace
}  // namespace tandem
