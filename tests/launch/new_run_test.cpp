#include "launch/new_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/files.h"
#include "framework/runs/run_lock.h"
#include "tests/launch/fake_jobs.h"
#include "tests/launch/option_command.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::CallResult;

std::string refusal(const Arguments& arguments) {
  const Command command = testing_support::command_with<add_new_run_options>();
  return message_of<UsageError>([&] { plan_run(parse_call(command, "tandem", arguments)); });
}

TEST(NewRun, HasAConfigurationOrAParent) {
  EXPECT_THAT(refusal({}), HasSubstr("the configuration is missing"));
  EXPECT_THAT(refusal({"--run", "a"}), HasSubstr("the configuration is missing"));
  EXPECT_THAT(refusal({"a.yaml", "--run", ""}), HasSubstr("--run is empty"));
  for (const Arguments& words : {Arguments{"c.yaml"}, {"steps=5", "~data.augment", "c.yaml"}}) {
    Arguments arguments = {"--from", "runs/a@3"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    EXPECT_THAT(refusal(arguments),
                HasSubstr("--from takes the configuration of that run, and not 'c.yaml' too"));
  }
}

class NewRunDirectory : public ::testing::Test {
 protected:
  PlannedRun planned(const std::string& name) const {
    return {.resolved = {.yaml = "a: 1\n", .name = "x"},
            .directory = directory_ / name,
            .content = {.yaml = "a: 1\n", .overrides = {"a=1"}}};
  }
  /// What is said of a directory that cannot be taken.
  Problem problem(const std::string& name, ExitCode code) const {
    try {
      check_run_directory(planned(name));
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), code);
      return error.problem();
    }
    ADD_FAILURE() << name << " was taken";
    return {.what = ""};
  }

  TemporaryDirectory directory_;
};

TEST_F(NewRunDirectory, IsNewOrEmpty) {
  EXPECT_NO_THROW(check_run_directory(planned("new")));
  EXPECT_FALSE(std::filesystem::exists(directory_ / "new"));
  std::filesystem::create_directory(directory_ / "empty");
  EXPECT_NO_THROW(check_run_directory(planned("empty")));
}

TEST_F(NewRunDirectory, WhereThereIsSomethingTheOptionsForAnotherAreNamed) {
  std::filesystem::create_directory(directory_ / "full");
  replace_file(directory_ / "full" / "notes", "");
  EXPECT_THAT(problem("full", ExitCode::kBadInput).advice,
              EndsWith(" --run DIR or name=… names another."));
  EXPECT_THAT(problem("full/notes", ExitCode::kInputOutput).advice,
              EndsWith(" --run DIR or name=… names another."));
}

TEST_F(NewRunDirectory, WhereThereIsARunItCanBeResumed) {
  create_run_directory(directory_ / "a run", {.yaml = "b: 1\n"});
  const Problem found = problem("a run", ExitCode::kBadInput);
  EXPECT_THAT(found.what, HasSubstr("not empty"));
  EXPECT_THAT(found.advice,
              EndsWith(" --run DIR or name=… names another. `tandem resume '" +
                       (directory_ / "a run").string() + "'` goes on with the run that is there."));
}

TEST_F(NewRunDirectory, IsMadeWhereNoRankIsAtWork) {
  const PlannedRun run = planned("run");
  const RunPaths paths{run.directory};
  make_run_root(paths.root);
  {
    const RunLock rank(paths.root, RunLock::Holder::kRank);
    EXPECT_THAT(message_of<FileError>([&] { make_run(run); }), HasSubstr("in use by host"));
    EXPECT_FALSE(holds_run(paths.root));
  }
  const RunLock launcher(paths.root, RunLock::Holder::kLauncher);
  make_run(run);
  EXPECT_EQ(read_file(paths.config()), "a: 1\n");
  EXPECT_EQ(read_file(paths.overrides()), "a=1\n");
}

/// `tandem train --dry-run`, with a fake worker.
class PlannedRunTest : public testing_support::FakeJobs {
 protected:
  CallResult plan(std::vector<std::string> words) {
    words.insert(words.begin(), "train");
    words.insert(words.end(), {"--dry-run", "--launcher=local"});
    return installation_.call(words);
  }
};

TEST_F(PlannedRunTest, LiesUnderItsNameUnlessItsPlaceIsNamed) {
  EXPECT_THAT(plan({"fake.yaml"}).output, HasSubstr("run:      runs/fake\n"));
  EXPECT_THAT(plan({"fake.yaml", "--run", installation_.run()}).output,
              HasSubstr("run:      " + installation_.run().string() + "\n"));
}

TEST_F(PlannedRunTest, ABranchHasSomethingLeftToTrain) {
  installation_.set("FAKE_PARENT", "runs/a");
  installation_.set("FAKE_START", "2");
  const CallResult planned = plan({"--from", "runs/a@2", "--run", installation_.run()});
  EXPECT_EQ(planned.end.code, 0) << planned.output;
  EXPECT_THAT(planned.output, HasSubstr(" --step 2\n"));
  installation_.set("FAKE_START", "3");
  const CallResult refused = plan({"--from", "runs/a@3", "--run", installation_.run()});
  EXPECT_EQ(refused.end.code, 65);
  EXPECT_THAT(refused.output,
              AllOf(HasSubstr("steps: nothing is left to train after the checkpoint"),
                    HasSubstr("expected more than 3, got 3"), HasSubstr("like steps=6,"),
                    Not(HasSubstr("configuration:"))));
}

}  // namespace
}  // namespace tandem
