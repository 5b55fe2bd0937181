#include "framework/report/run_collection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/runs/run_paths.h"
#include "tests/support/error_message.h"
#include "tests/support/recorded_run.h"
#include "tests/support/standard_error.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using testing_support::append_line;
using testing_support::make_run;
using testing_support::record_of;
using testing_support::standard_error_of;

std::vector<fs::path> paths_of(const std::vector<CollectedRun>& runs) {
  std::vector<fs::path> paths;
  for (const CollectedRun& run : runs) paths.push_back(run.path);
  return paths;
}

TEST(RunCollection, FindsRunsAtAnyDepthOnceAndPassesOverTheRest) {
  const TemporaryDirectory directory;
  const TemporaryDirectory elsewhere;
  fs::create_directories(directory / "deep/er");
  make_run(directory / "deep/er/b");
  make_run(directory / "a");
  make_run(elsewhere / "c");
  append_line(directory / "notes.txt", "not a run");
  fs::create_directory_symlink(elsewhere.path(), directory / "link");
  fs::create_directory_symlink(directory.path(), directory / "deep/circle");
  const auto runs = collect_runs({directory / "deep/er/b", directory.path()});
  EXPECT_THAT(paths_of(runs), ElementsAre(directory / "deep/er/b", directory / "a"));
  EXPECT_THAT(paths_of(collect_runs({directory / "link"})), ElementsAre(directory / "link/c"));
}

TEST(RunCollection, AFolderOfConfigurationsIsNoRun) {
  const TemporaryDirectory directory;
  make_run(directory / "sweep/trials/0000/seed-1");
  fs::create_directories(directory / "sweep/configs");
  append_line(directory / "sweep/configs/config.yaml", "seed: 1\nmodel: {family: vae}");
  create_run_directory(directory / "unstarted",
                       {.yaml = "seed: 1\nmodel: {family: vae}\n", .overrides = {}});
  EXPECT_THAT(paths_of(collect_runs({directory.path()})),
              ElementsAre(directory / "sweep/trials/0000/seed-1", directory / "unstarted"));
  EXPECT_THAT(message_of<ConfigError>([&] { collect_runs({directory / "sweep/configs"}); }),
              HasSubstr("no run"));
}

TEST(RunCollection, WithoutARunIsAnError) {
  const TemporaryDirectory directory;
  make_run(directory / "a");
  fs::create_directories(directory / "empty/deep");
  EXPECT_THAT(message_of<ConfigError>([&] { collect_runs({directory / "empty"}); }),
              AllOf(HasSubstr("empty"), HasSubstr("no run")));
  EXPECT_THAT(message_of<ConfigError>([&] {
                collect_runs({directory / "a", directory / "none"});
              }),
              AllOf(HasSubstr("none"), HasSubstr("nothing there")));
}

TEST(RunCollection, ReadsWhatLiesInARun) {
  const TemporaryDirectory directory;
  const fs::path path = directory / "a";
  make_run(path, {.seed = 7});
  write_record(path, record_of(100, 3.5));
  append_line(RunPaths{path}.metrics(), R"({"step":100,"loss":1.5})");
  append_line(RunPaths{path}.timing(), R"({"step":50,"step_seconds":0.25})");
  const auto runs = collect_runs({path});
  ASSERT_EQ(runs.size(), 1);
  EXPECT_EQ(runs[0].seed(), 7);
  EXPECT_EQ(runs[0].family(), "vae");
  EXPECT_EQ(runs[0].option("model.widths"), "[1, 2]");
  EXPECT_EQ(runs[0].option("model.none"), "");
  EXPECT_EQ(runs[0].records.at(0).values.at(0).value, 3.5);
  EXPECT_THAT(runs[0].metrics.at(0).values, ElementsAre(Pair("loss", 1.5)));
  EXPECT_EQ(runs[0].timing.at(0).step, 50);
  EXPECT_FALSE(runs[0].best);
}

TEST(RunCollection, TellsHowRunsEnded) {
  const TemporaryDirectory directory;
  const auto ended = [&](const std::string& name) {
    return collect_runs({directory / name}).front();
  };
  make_run(directory / "done");
  EXPECT_EQ(ended("done").end, RunEnd::kDone);
  make_run(directory / "stopped", {.end = "stopped", .step = 40});
  EXPECT_EQ(ended("stopped").end, RunEnd::kStopped);
  EXPECT_EQ(ended("stopped").end_step, 40);
  make_run(directory / "diverged", {.end = "diverged", .step = 30});
  EXPECT_EQ(ended("diverged").end, RunEnd::kDiverged);
  EXPECT_EQ(ended("diverged").end_step, 30);
  EXPECT_EQ(ended("diverged").end_message, "the loss is not finite");
  // The rank that diverged is the cause, the one that was lost with it is not.
  write_rank_status(RunPaths{directory / "diverged"}.rank_status(1), {.state = RankState::kFailed});
  EXPECT_EQ(ended("diverged").end, RunEnd::kDiverged);
  // What ranks of an earlier start said holds no more.
  make_run(directory / "resumed", {.step = 60});
  write_rank_status(RunPaths{directory / "resumed"}.rank_status(3),
                    {.state = RankState::kDiverged, .rank = 3, .step = 30});
  EXPECT_EQ(ended("resumed").end, RunEnd::kDone);
  EXPECT_EQ(ended("resumed").end_step, 60);
  EXPECT_EQ(ended("resumed").end_message, "");
  RunManifest manifest(directory / "resumed");
  manifest.start(manifest.facts(), {.hosts = {"here", "here"}});
  EXPECT_EQ(ended("resumed").end, RunEnd::kUnfinished) << "there is no rank 3";
  make_run(directory / "lost", {.end = "diverged"});
  write_rank_status(RunPaths{directory / "lost"}.rank_status(0), {.state = RankState::kFailed});
  EXPECT_EQ(ended("lost").end, RunEnd::kLost);
  fs::remove(RunPaths{directory / "lost"}.rank_status(0));
  EXPECT_EQ(ended("lost").end, RunEnd::kUnfinished);
}

TEST(RunCollection, FindsLinesThatWereCutAndAConfigurationThatWasEdited) {
  const TemporaryDirectory directory;
  const RunPaths paths{directory / "a"};
  make_run(paths.root, {.step = 60});
  append_line(paths.metrics(), R"({"step":40,"loss":1.5})");
  EXPECT_THAT(message_of<DataError>([&] { collect_runs({paths.root}); }),
              AllOf(HasSubstr("metrics.jsonl"), HasSubstr("expected lines up to step 60")));
  append_line(paths.metrics(), R"({"step":60,"loss":1.25})");
  const auto said = [&] { return standard_error_of([&] { collect_runs({paths.root}); }); };
  EXPECT_EQ(said(), "");
  replace_file(paths.config(), read_file(paths.config()) + "# a note\n");
  EXPECT_THAT(said(), HasSubstr("config.yaml was edited"));
}

TEST(RunCollection, NamesTheFileThatItCannotUse) {
  const TemporaryDirectory directory;
  const fs::path path = directory / "a";
  const auto collect = [&] { collect_runs({path}); };
  make_run(path);
  append_line(RunPaths{path}.metrics(), "{\"step\":1}\n{\"loss\":");
  EXPECT_THAT(message_of<DataError>(collect), HasSubstr("metrics.jsonl:2"));
  fs::remove(RunPaths{path}.metrics());
  append_line(RunPaths{path}.evaluations() / "step-00000001-x.json", "{");
  EXPECT_THAT(message_of<DataError>(collect), HasSubstr("step-00000001-x.json"));
  fs::remove(RunPaths{path}.evaluations() / "step-00000001-x.json");
  replace_file(RunPaths{path}.manifest(), "{}");
  EXPECT_THAT(message_of<CheckpointError>(collect), HasSubstr("manifest.json"));
  fs::remove(RunPaths{path}.manifest());
  replace_file(RunPaths{path}.config(), "seed: often\nmodel: {family: vae}\n");
  EXPECT_THAT(message_of<DataError>(collect), AllOf(HasSubstr("config.yaml"), HasSubstr("often")));
  replace_file(RunPaths{path}.config(), "seed: 1\n");
  EXPECT_THAT(message_of<DataError>(collect), HasSubstr("model.family"));
  fs::create_symlink("/etc/hostname", path / "samples/link");
  EXPECT_THAT(message_of<ConfigError>(collect), HasSubstr("link"));
}

TEST(RunCollection, LeavesOutADamagedRunThatWasNotNamed) {
  const TemporaryDirectory directory;
  for (const char* name : {"a", "b"}) make_run(directory / name);
  append_line(RunPaths{directory / "a"}.metrics(), "{\"step\":1}\n{\"loss\":");
  std::vector<CollectedRun> runs;
  EXPECT_THAT(standard_error_of([&] { runs = collect_runs({directory.path()}); }),
              AllOf(HasSubstr("the run " + (directory / "a").string() + " is left out"),
                    HasSubstr("metrics.jsonl:2")));
  EXPECT_THAT(paths_of(runs), ElementsAre(directory / "b"));
  EXPECT_THAT(message_of<DataError>([&] {
                collect_runs({directory.path(), directory / "a"});
              }),
              HasSubstr("metrics.jsonl:2"));
  append_line(RunPaths{directory / "b"}.metrics(), "none");
  std::string message;
  standard_error_of(
      [&] { message = message_of<Error>([&] { collect_runs({directory.path()}); }); });
  EXPECT_THAT(message, HasSubstr("a/metrics.jsonl:2")) << "no run is left";
  fs::remove_all(directory / "b");
  EXPECT_EQ(
      standard_error_of([&] { message_of<DataError>([&] { collect_runs({directory.path()}); }); }),
      "");
}

}  // namespace
}  // namespace tandem
