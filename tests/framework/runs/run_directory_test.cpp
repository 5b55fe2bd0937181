#include "framework/runs/run_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/checkpoint_writer.h"
#include "framework/runs/run_lock.h"
#include "tests/support/damage.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(RunDirectory, IsMadeWithItsFolders) {
  const TemporaryDirectory temporary;
  const RunPaths paths{temporary.path() / "runs" / "a"};
  create_run_directory(paths.root, {.yaml = "seed: 1\n", .overrides = {"seed=1", "a.b=2"}});
  EXPECT_EQ(read_file(paths.config()), "seed: 1\n");
  EXPECT_EQ(read_file(paths.overrides()), "seed=1\na.b=2\n");
  for (const auto& folder :
       {paths.logs(), paths.status_directory(), paths.samples(), paths.checkpoints()}) {
    EXPECT_TRUE(std::filesystem::is_directory(folder)) << folder;
  }
  EXPECT_NO_THROW(check_is_run(paths.root));
  EXPECT_THROW(check_is_run(temporary.path()), ConfigError);
}

TEST(RunDirectory, AnEmptyDirectoryIsTakenAndAFullOneRefused) {
  const TemporaryDirectory temporary;
  EXPECT_NO_THROW(check_new_run_directory(temporary.path()));
  replace_file(temporary.path() / "x", "");
  EXPECT_THAT(message_of<ConfigError>(
                  [&] { create_run_directory(temporary.path(), {.yaml = "", .overrides = {}}); }),
              AllOf(HasSubstr("not empty"), HasSubstr("another directory")));
  const RunPaths run{temporary.path() / "run"};
  create_run_directory(run.root, {.yaml = "", .overrides = {}});
  const auto said = [&] {
    return message_of<ConfigError>([&] { check_new_run_directory(run.root); });
  };
  EXPECT_THAT(said(), HasSubstr("Resume it, choose another directory, or remove it: it holds no "
                                "checkpoint."));
  std::filesystem::create_directory(run.checkpoints() / "step-00000001");
  EXPECT_THAT(said(), HasSubstr("or remove it."));
  EXPECT_THROW(check_new_run_directory(temporary.path() / "x"), FileError);
  EXPECT_THROW(
      create_run_directory(temporary.path() / "x" / "below", {.yaml = "", .overrides = {}}),
      FileError);
}

TEST(RunDirectory, AManifestOfSomebodyElseIsAnotherFile) {
  const TemporaryDirectory temporary;
  for (const char* text : {R"({"name": "a program"})", "{", "not JSON"}) {
    replace_file(RunPaths{temporary.path()}.manifest(), text);
    EXPECT_THAT(message_of<ConfigError>([&] { check_new_run_directory(temporary.path()); }),
                AllOf(HasSubstr("not empty"), HasSubstr("a directory with other files")))
        << text;
  }
}

TEST(RunDirectory, OneThatCannotBeWrittenIsRefused) {
  // Not even root may create anything in /proc.
  EXPECT_THROW(create_run_directory("/proc/tandem-run", {.yaml = "", .overrides = {}}), FileError);
}

TEST(RunDirectory, IsLockedBeforeAnythingIsInIt) {
  const TemporaryDirectory temporary;
  const RunPaths paths{temporary.path() / "runs" / "a"};
  make_run_root(paths.root);
  EXPECT_TRUE(std::filesystem::is_empty(paths.root));
  {
    const RunLock lock(paths.root, RunLock::Holder::kLauncher);
    // Another one gets as far as here, and no farther.
    EXPECT_NO_THROW(make_run_root(paths.root));
    EXPECT_THROW(RunLock(paths.root, RunLock::Holder::kLauncher), FileError);
    create_run_directory(paths.root, {.yaml = "seed: 1\n", .overrides = {}});
  }
  const RunLock late(paths.root, RunLock::Holder::kLauncher);
  EXPECT_THROW(create_run_directory(paths.root, {.yaml = "seed: 2\n", .overrides = {}}),
               ConfigError);
  EXPECT_EQ(read_file(paths.config()), "seed: 1\n");
}

TEST(RunDirectory, ABranchHoldsTheCheckpointOfItsParentAndNamesIt) {
  const TemporaryDirectory temporary;
  const RunPaths parent{temporary.path() / "parent"};
  CheckpointWriter writer(parent.checkpoints(), 4);
  writer.add("state.json", "{}");
  writer.commit();
  const RunPaths paths{temporary.path() / "child"};
  create_run_directory(paths.root, {.yaml = "", .overrides = {}, .parent = {{parent.root, 4}}});
  EXPECT_EQ(latest_checkpoint(paths.checkpoints()), 4);
  EXPECT_THAT(read_file(paths.manifest()),
              AllOf(HasSubstr(parent.root.string()), HasSubstr("\"step\": 4")));
  // Without its checkpoint it would be another run: then there is none.
  const RunPaths other{temporary.path() / "other"};
  EXPECT_THROW(create_run_directory(other.root, {.yaml = "", .parent = {{parent.root, 5}}}),
               CheckpointError);
  EXPECT_THROW(check_is_run(other.root), ConfigError);
  // As long as before, so that only its digest tells.
  flip_bit(parent.checkpoints() / "step-00000004" / "state.json", 0, 0);
  EXPECT_THROW(create_run_directory(other.root, {.yaml = "", .parent = {{parent.root, 4}}}),
               CheckpointError);
  EXPECT_THROW(check_is_run(other.root), ConfigError);
  EXPECT_NO_THROW(check_new_run_directory(other.root));
}

TEST(RunDirectory, IsMadeAgainWhereItsMakingWasInterrupted) {
  const TemporaryDirectory temporary;
  const RunPaths parent{temporary.path() / "parent"};
  CheckpointWriter writer(parent.checkpoints(), 4);
  writer.add("state.json", "{}");
  writer.commit();
  const RunPaths paths{temporary.path() / "child"};
  const NewRun branch{.yaml = "a: 1\n", .overrides = {"a=1"}, .parent = {{parent.root, 4}}};
  create_run_directory(paths.root, branch);
  // Killed before its last step.
  std::filesystem::rename(paths.config(), paths.root / "config.yaml.new-7");
  replace_file(paths.root / "manifest.json.new-7", "{");
  EXPECT_NO_THROW(check_new_run_directory(paths.root));
  create_run_directory(paths.root, {.yaml = "b: 2\n"});
  EXPECT_EQ(read_file(paths.overrides()), "");
  EXPECT_TRUE(names_in(paths.checkpoints()).empty());
  EXPECT_FALSE(std::filesystem::exists(paths.manifest()));
  EXPECT_FALSE(std::filesystem::exists(paths.root / "config.yaml.new-7"));
}

TEST(RunDirectory, WhatWasTrainedIsNeverTakenForTheRestOfAMaking) {
  const TemporaryDirectory temporary;
  const RunPaths paths{temporary.path() / "a"};
  create_run_directory(paths.root, {.yaml = "a: 1\n"});
  std::filesystem::remove(paths.config());
  EXPECT_NO_THROW(check_new_run_directory(paths.root));
  CheckpointWriter writer(paths.checkpoints(), 4);
  writer.add("state.json", "{}");
  writer.commit();
  EXPECT_THROW(check_new_run_directory(paths.root), ConfigError);
  remove_tree(paths.checkpoints() / "step-00000004");
  EXPECT_NO_THROW(check_new_run_directory(paths.root));
  replace_file(paths.metrics(), "");
  EXPECT_THROW(check_new_run_directory(paths.root), ConfigError);
}

TEST(RunDirectory, LinksInARunAreRefused) {
  const TemporaryDirectory temporary;
  const RunPaths paths{temporary.path() / "a"};
  create_run_directory(paths.root, {.yaml = "", .overrides = {}});
  std::filesystem::create_directory_symlink(paths.root, temporary.path() / "b");
  EXPECT_NO_THROW(check_is_run(temporary.path() / "b")) << "the run itself may be reached by one";
  std::filesystem::create_symlink("/etc/passwd", paths.rank_log(0));
  EXPECT_THAT(message_of<ConfigError>([&] { check_is_run(paths.root); }),
              AllOf(HasSubstr("logs/rank-0.log"), HasSubstr("a link to /etc/passwd")));
}

TEST(RunDirectory, OldStatusIsRemoved) {
  const TemporaryDirectory temporary;
  const RunPaths paths{temporary.path() / "a"};
  create_run_directory(paths.root, {.yaml = "", .overrides = {}});
  replace_file(paths.rank_status(3), "{}");
  clear_status(paths.root);
  EXPECT_TRUE(std::filesystem::is_empty(paths.status_directory()));
}

}  // namespace
}  // namespace tandem
