#include "launch/sweep/new_sweep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "launch/sweep/pinned_configuration.h"
#include "tests/launch/option_command.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

TEST(NewSweep, HasAFile) {
  const Command command = testing_support::command_with<add_new_sweep_options>();
  EXPECT_THAT(message_of<UsageError>([&] {
                plan_sweep(parse_call(command, "tandem", {"--directory", "a"}));
              }),
              HasSubstr("the file of the sweep is missing"));
}

class NewSweepDirectory : public ::testing::Test {
 protected:
  NewSweepDirectory() {
    SweepDefinition& sweep = planned_.sweep.definition;
    sweep.name = "s";
    sweep.metric = "loss";
    sweep.trials = 3;
    sweep.families = {{.label = "", .config = original_}};
    sweep.space.parameters = {{.name = "x", .distribution = reals(0, 1), .keys = {"x"}}};
    planned_.sweep.families = {{.yaml = "x: 1\n", .name = "s"}};
    replace_file(original_, "x: 1\n");
  }
  std::string refusal() const {
    return message_of<ConfigError>([this] { check_sweep_directory(planned_); });
  }

  TemporaryDirectory directory_;
  std::filesystem::path original_ = directory_ / "x.yaml";
  PlannedSweep planned_{.paths = {directory_ / "sweep"}, .sweep = {}};
  const SweepPaths& paths_ = planned_.paths;
};

TEST_F(NewSweepDirectory, IsNewOrHasWhatIsLeftOfItsMaking) {
  EXPECT_NO_THROW(check_sweep_directory(planned_));
  EXPECT_FALSE(std::filesystem::exists(paths_.root));
  make_sweep_root(planned_);
  EXPECT_NO_THROW(check_sweep_directory(planned_));
  make_directories(paths_.configs());
  make_directories(paths_.logs());
  replace_file(paths_.lock(), "host a");
  replace_file(paths_.definition().string() + ".new-7", "sweep:");
  EXPECT_NO_THROW(check_sweep_directory(planned_));
}

TEST_F(NewSweepDirectory, WhateverElseIsThereIsInTheWay) {
  make_sweep_root(planned_);
  for (const auto& path : {paths_.definition(), paths_.journal(), paths_.trials()}) {
    replace_file(path, "");
    EXPECT_THAT(refusal(), AllOf(HasSubstr(paths_.root.string() + ": there is something already"),
                                 HasSubstr("`tandem sweep resume " + paths_.root.string() +
                                           "` goes on with a sweep"),
                                 HasSubstr("--directory DIR or sweep.name=…")))
        << path;
    std::filesystem::remove(path);
  }
  std::filesystem::remove(paths_.root);
  replace_file(paths_.root, "a file");
  EXPECT_THAT(refusal(), HasSubstr("there is something already"));
  std::filesystem::remove(paths_.root);
  std::filesystem::create_symlink(directory_ / "nowhere", paths_.root);
  EXPECT_THAT(refusal(), HasSubstr("there is something already"));
}

TEST_F(NewSweepDirectory, KeepsItsConfigurationsWhateverBecomesOfTheOriginals) {
  const CheckedSweep made = make_sweep(planned_);
  EXPECT_THAT(names_in(paths_.root), UnorderedElementsAre("configs", "logs", "sweep.yaml"));
  ASSERT_EQ(made.definition.families.size(), 1U);
  EXPECT_EQ(made.definition.families.front().config, paths_.config(""));
  EXPECT_EQ(made.families.size(), 1U);
  std::filesystem::remove(original_);
  EXPECT_EQ(read_file(paths_.config("")), pinned("x: 1\n"));
  EXPECT_EQ(read_sweep(paths_), made.definition);
  EXPECT_NO_THROW(check_pinned(made.definition));
}

TEST_F(NewSweepDirectory, ASweepThatAnotherBeganInBetweenIsLeftAlone) {
  make_sweep_root(planned_);
  replace_file(paths_.definition(), "another");
  EXPECT_THROW(make_sweep(planned_), ConfigError);
  EXPECT_THAT(names_in(paths_.root), UnorderedElementsAre("sweep.yaml"));
  EXPECT_EQ(read_file(paths_.definition()), "another");
}

}  // namespace
}  // namespace tandem
