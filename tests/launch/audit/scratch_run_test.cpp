#include "launch/audit/scratch_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/runs/checkpoint_directory.h"
#include "tests/launch/audit/small_run.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ScratchRunTest : public ::testing::Test {
 protected:
  ScratchRunTest() {
    run_.write_metrics("{\"step\":2}\n{\"step\":4}\n{\"step\":6}\n");
    run_.save(2, {{"state.json", "{}"}});
    run_.save(4, {{"state.json", R"({"best": {"step": 2, "metric": "mse", "value": 0.5}})"}});
    run_.save(6, {{"state.json", R"({"best": {"step": 6, "metric": "mse", "value": 0.25}})"}});
  }
  RunPaths copy(const std::string& name) const { return {directory_ / name}; }

  SmallRun run_;
  TemporaryDirectory directory_;
};

TEST_F(ScratchRunTest, ADirectoryGoesWithAllThatIsInIt) {
  fs::path path;
  {
    const ScratchDirectory scratch(directory_.path(), false);
    path = scratch.path();
    replace_file(path / "x", "");
    const ScratchDirectory kept(directory_.path(), true);
    EXPECT_NE(kept.path(), path);
    ScratchDirectory needed(directory_.path(), false);
    needed.keep();
  }
  EXPECT_FALSE(fs::exists(path));
  EXPECT_EQ(names_in(directory_.path()).size(), 2U);
  EXPECT_THROW(ScratchDirectory(directory_ / "absent", false), FileError);
}

TEST_F(ScratchRunTest, TheBeginningIsConfigurationAndManifest) {
  const RunPaths made = copy("a");
  copy_run_at(run_.paths(), 0, made.root);
  EXPECT_EQ(names_in(made.root).size(), 2U);
  EXPECT_EQ(read_file(made.manifest()), read_file(run_.paths().manifest()));
  EXPECT_THROW(copy_run_at(run_.paths(), 0, made.root), FileError) << "it is there";
  EXPECT_THROW(copy_run_at(run_.paths(), 0, directory_ / "absent" / "a"), FileError);
}

TEST_F(ScratchRunTest, ACheckpointComesWithTheMetricsBeforeIt) {
  const RunPaths made = copy("a");
  copy_run_at(run_.paths(), 6, made.root);
  EXPECT_EQ(read_file(made.metrics()), read_file(run_.paths().metrics()));
  EXPECT_THAT(steps_in(made.checkpoints()), ElementsAre(6)) << "it is the best one itself";
}

TEST_F(ScratchRunTest, ABestCheckpointIsRemembered) {
  const RunPaths made = copy("a");
  copy_run_at(run_.paths(), 4, made.root);
  EXPECT_EQ(read_file(made.metrics()), "{\"step\":2}\n{\"step\":4}\n");
  EXPECT_THAT(steps_in(made.checkpoints()), ElementsAre(2, 4));
  EXPECT_EQ(checkpoint_condition(made.checkpoints(), 2).kind, CheckpointCondition::Kind::kSound);
  EXPECT_EQ(latest_checkpoint(made.checkpoints()), 4);
}

TEST_F(ScratchRunTest, ABestCheckpointMayBeLost) {
  EXPECT_TRUE(copy_run_at(run_.paths(), 4, copy("a").root));
  EXPECT_FALSE(copy_run_at(run_.paths(), 6, copy("b").root)) << "it is the best one itself";
  EXPECT_FALSE(copy_run_at(run_.paths(), 4, copy("c").root, EarlierBest::kLost));
  EXPECT_THAT(steps_in(copy("c").checkpoints()), ElementsAre(4));
}

TEST_F(ScratchRunTest, ABranchHasNoBestCheckpointOfBeforeItsBeginning) {
  RunManifest(run_.paths().root).begin_branch({"/parent", 4}, "digest");
  EXPECT_FALSE(copy_run_at(run_.paths(), 4, copy("a").root));
  EXPECT_THAT(steps_in(copy("a").checkpoints()), ElementsAre(4));
}

TEST_F(ScratchRunTest, ACheckpointThatWentAwayIsNoDamage) {
  EXPECT_THAT(message_of<FileError>([&] { copy_run_at(run_.paths(), 3, copy("a").root); }),
              HasSubstr("went away"));
}

}  // namespace
}  // namespace tandem
