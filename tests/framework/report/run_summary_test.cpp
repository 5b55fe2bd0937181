#include "framework/report/run_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/files.h"
#include "tests/support/recorded_run.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;
using testing_support::make_run;

std::string summary_of(const std::filesystem::path& run) {
  return run_summary(collect_runs({run}).front());
}

TEST(RunSummary, SaysHowFarARunIs) {
  const TemporaryDirectory directory;
  const auto run = directory / "a";
  make_run(run, {.seed = 7, .end = "stopped", .step = 40});
  replace_file(RunPaths{run}.metrics(),
               "{\"step\": 20, \"elbo/loss\": 500.25}\n"
               "{\"step\": 40, \"elbo/loss\": 400.5, \"elbo/learning_rate\": 0.1, "
               "\"test/elbo/loss\": 410}\n");
  EXPECT_EQ(summary_of(run),
            "x, vae, seed 7: step 40 of 100, stopped\n"
            "  at step 40: elbo/loss 400.5, test/elbo/loss 410\n"
            "  no checkpoint\n");
  std::filesystem::create_directories(RunPaths{run}.checkpoints() / "step-00000020");
  std::filesystem::create_directories(RunPaths{run}.checkpoints() / "step-00000040");
  EXPECT_THAT(summary_of(run), HasSubstr("  checkpoints at 20, 40\n"));
}

TEST(RunSummary, SaysWhyItEndedAndWhereItBegan) {
  const TemporaryDirectory directory;
  const auto run = directory / "a";
  make_run(run, {.end = "diverged", .step = 30});
  RunManifest(run).begin_branch({"runs/parent", 10}, "0011");
  const std::string summary = summary_of(run);
  EXPECT_THAT(summary, HasSubstr("step 30 of 100, diverged\n  the loss is not finite\n"));
  EXPECT_THAT(summary, HasSubstr("  began with step 10 of runs/parent\n"));
}

}  // namespace
}  // namespace tandem
