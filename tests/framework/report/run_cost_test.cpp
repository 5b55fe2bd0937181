#include "framework/report/run_cost.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/runs/run_paths.h"
#include "tests/support/recorded_run.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using testing_support::append_line;
using testing_support::make_run;

RunCost cost_at(const std::filesystem::path& path) { return cost_of(collect_runs({path}).front()); }

TEST(RunCost, IsTimeOfStepsTimesRanksAndThreads) {
  const TemporaryDirectory directory;
  const auto path = directory / "a";
  make_run(path);
  EXPECT_THAT(cost_at(path).seconds, IsEmpty());
  append_line(RunPaths{path}.timing(), R"({"step":50,"step_seconds":0.5})");
  append_line(RunPaths{path}.timing(), R"({"step":60,"step_seconds":1})");
  // 35 seconds on 2 ranks of 3 threads.
  EXPECT_THAT(cost_at(path).seconds, ElementsAre(Pair("core", 210)));
}

TEST(RunCost, CountsWhatEachStartKeptBusy) {
  const TemporaryDirectory directory;
  const auto path = directory / "a";
  make_run(path,
           {.devices = {"cuda:0, Fast GPU (GPU-1), on here", "cuda:0, Fast GPU (GPU-1), on here",
                        "cuda:1, Fast GPU (GPU-2), on here"}});
  RunManifest manifest(path);
  manifest.start({.name = "x"}, {.hosts = {"here"}, .devices = {"cpu, on here"}, .start_step = 50});
  append_line(RunPaths{path}.timing(), R"({"step":50,"step_seconds":1})");
  append_line(RunPaths{path}.timing(), R"({"step":60,"step_seconds":1})");
  // Two ranks share a GPU.
  EXPECT_THAT(cost_at(path).seconds, ElementsAre(Pair("Fast GPU", 100), Pair("core", 30)));
}

TEST(RunCost, HasTheImagesThatWereCountedLast) {
  const TemporaryDirectory directory;
  const auto path = directory / "a";
  make_run(path);
  append_line(RunPaths{path}.metrics(),
              R"({"step":50,"checkpoint":{},"images":{"decoder":640,"encoder":320}})");
  append_line(RunPaths{path}.metrics(),
              R"({"step":99,"checkpoint":{},"images":{"decoder":1280,"encoder":640}})");
  append_line(RunPaths{path}.metrics(), R"({"step":100,"loss":1})");
  EXPECT_THAT(cost_at(path).images, ElementsAre(Pair("decoder", 1280), Pair("encoder", 640)));
}

TEST(RunCost, HasAMeanOfWhatAllRunsHave) {
  const RunCost mean =
      mean_cost({{.seconds = {{"core", 1}, {"GPU", 4}}}, {.seconds = {{"core", 3}}}});
  EXPECT_THAT(mean.seconds, ElementsAre(Pair("core", 2)));
  EXPECT_THAT(mean_cost({}).seconds, IsEmpty());
}

}  // namespace
}  // namespace tandem
