#include "framework/runs/best_checkpoint.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "framework/core/files.h"
#include "framework/runs/checkpoint_writer.h"
#include "framework/runs/run_paths.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

void save(const std::filesystem::path& directory, int64_t step, const nlohmann::json& state) {
  CheckpointWriter writer(directory, step);
  writer.add(part_file(kNetworksPart), "weights");
  writer.add(kStateFile, state.dump());
  writer.commit();
}

TEST(BestCheckpoint, IsPutIntoAStateAndTakenOut) {
  nlohmann::json state = {{"step", 7}};
  EXPECT_FALSE(take_best(state));
  put_best({5, "test/loss", 0.25}, state);
  const auto best = take_best(state);
  ASSERT_TRUE(best);
  EXPECT_EQ(best->step, 5);
  EXPECT_EQ(best->metric, "test/loss");
  EXPECT_EQ(best->value, 0.25);
  EXPECT_EQ(state, nlohmann::json({{"step", 7}}));
}

TEST(BestCheckpoint, IsWhatTheNewestSoundStateRemembers) {
  const TemporaryDirectory directory;
  EXPECT_FALSE(known_best(directory.path()));
  nlohmann::json state;
  put_best({5, "test/loss", 0.25}, state);
  save(directory.path(), 5, state);
  put_best({6, "test/loss", 0.125}, state);
  save(directory.path(), 6, state);
  EXPECT_EQ(known_best(directory.path())->step, 6);
  replace_file(directory.path() / step_name(6) / kStateFile, "{}");
  EXPECT_EQ(known_best(directory.path())->step, 5);
  save(directory.path(), 7, {{"best", "the last"}});
  EXPECT_EQ(known_best(directory.path())->step, 5);
  save(directory.path(), 8, nlohmann::json::object());
  EXPECT_FALSE(known_best(directory.path()));
}

TEST(BestCheckpoint, AStateThatIsNoFileIsDamage) {
  const TemporaryDirectory directory;
  nlohmann::json state;
  put_best({5, "test/loss", 0.25}, state);
  for (const int64_t step : {5, 6}) save(directory.path(), step, state);
  const auto path = directory.path() / step_name(6) / kStateFile;
  std::filesystem::remove(path);
  // A link to itself: nobody can say where it leads.
  std::filesystem::create_symlink(kStateFile, path);
  EXPECT_EQ(known_best(directory.path())->step, 5);
}

}  // namespace
}  // namespace tandem
