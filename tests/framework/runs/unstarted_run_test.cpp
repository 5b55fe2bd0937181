#include "framework/runs/unstarted_run.h"

#include <gtest/gtest.h>

#include <functional>

#include "framework/core/files.h"
#include "framework/runs/checkpoint_writer.h"
#include "framework/runs/rank_status.h"
#include "framework/runs/run_directory.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

class UnstartedRun : public ::testing::Test {
 protected:
  void say(int rank, RankState state) const {
    write_rank_status(paths_.rank_status(rank), {.state = state, .rank = rank});
  }
  static void save_checkpoint(const RunPaths& run, int64_t step) {
    CheckpointWriter writer(run.checkpoints(), step);
    writer.add("state.json", "{}");
    writer.commit();
  }
  bool is_unstarted() const { return is_unstarted_run(paths_.root); }

  TemporaryDirectory directory_;
  RunPaths paths_{directory_ / "run"};
};

TEST_F(UnstartedRun, IsOneThatWasMadeAndLogged) {
  EXPECT_FALSE(is_unstarted()) << "there is none";
  create_run_directory(paths_.root, {.yaml = "a: 1\n"});
  replace_file(paths_.rank_log(0), "words\n");
  replace_file(paths_.output_log(), "");
  EXPECT_TRUE(is_unstarted());
  std::filesystem::remove(paths_.config());
  EXPECT_FALSE(is_unstarted()) << "there is no run";
}

TEST_F(UnstartedRun, IsNoneThatMayStillStart) {
  create_run_directory(paths_.root, {.yaml = "a: 1\n"});
  say(0, RankState::kStarting);
  EXPECT_FALSE(is_unstarted()) << "a rank is about to train";
  say(1, RankState::kFailed);
  EXPECT_TRUE(is_unstarted()) << "ranks fail together";
  say(0, RankState::kDone);
  EXPECT_FALSE(is_unstarted());
  replace_file(paths_.rank_status(0), "{");
  EXPECT_FALSE(is_unstarted()) << "what it says cannot be read";
}

TEST_F(UnstartedRun, HoldsNothingThatATrainingLeaves) {
  const std::function<void()> traces[] = {
      [&] { RunManifest(paths_.root).start({}, {}); },
      [&] { replace_file(paths_.manifest(), "{"); },
      [&] { replace_file(paths_.metrics(), ""); },
      [&] { replace_file(paths_.owner(), ""); },
      [&] { replace_file(paths_.samples() / "step-00000001.png", ""); },
      [&] { replace_file(paths_.evaluations() / "a.json", ""); },
      [&] { save_checkpoint(paths_, 1); },
      [&] { replace_file(paths_.root / "job.sbatch", ""); },
      [&] { replace_file(paths_.logs() / "notes", ""); },
      [&] { std::filesystem::create_symlink("/etc/passwd", paths_.rank_log(0)); },
      [&] { std::filesystem::create_symlink("/etc", paths_.root / "status.new-1"); },
  };
  size_t number = 0;
  for (const auto& leave : traces) {
    std::filesystem::remove_all(paths_.root);
    create_run_directory(paths_.root, {.yaml = "a: 1\n"});
    leave();
    EXPECT_FALSE(is_unstarted()) << "trace " << number++;
  }
}

TEST_F(UnstartedRun, OfABranchHoldsTheCheckpointOfItsParentAlone) {
  const RunPaths parent{directory_ / "parent"};
  save_checkpoint(parent, 4);
  create_run_directory(paths_.root, {.yaml = "a: 1\n", .parent = {{parent.root, 4}}});
  EXPECT_TRUE(is_unstarted());
  save_checkpoint(paths_, 5);
  EXPECT_FALSE(is_unstarted());
}

}  // namespace
}  // namespace tandem
