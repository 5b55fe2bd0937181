#include "launch/worker/rewind.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "framework/core/files.h"
#include "framework/runs/run_directory.h"
#include "tests/support/standard_error.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using testing_support::standard_error_of;

/// A line for each step, as far as these files are looked at.
std::string lines_to(int64_t last) {
  std::string text;
  for (int64_t step = 1; step <= last; ++step) text += "{\"step\": " + std::to_string(step) + "}\n";
  return text;
}

/// A run of 8 steps with grids, and evaluations, of steps 4 and 8.
class RewindTest : public ::testing::Test {
 protected:
  RewindTest() {
    make_folders(run_.root);
    replace_file(run_.metrics(), lines_to(8));
    replace_file(run_.timing(), lines_to(8));
    for (const char* step : {"step-00000004", "step-00000008"}) {
      replace_file(run_.samples() / (std::string(step) + ".png"), "grid");
      replace_file(run_.evaluations() / (std::string(step) + ".json"), "values");
    }
  }
  void make_checkpoint(int64_t step) const {
    fs::create_directory(run_.checkpoints() / step_name(step));
  }
  /// Goes back to a step; returns what is logged.
  std::string rewind(int64_t step) const {
    return standard_error_of([&] { rewind_run(run_, step); });
  }
  /// What lies before step 5 is all that is there.
  void expect_cut_to_4() const {
    EXPECT_EQ(read_file(run_.metrics()), lines_to(4));
    EXPECT_EQ(read_file(run_.timing()), lines_to(4));
    EXPECT_THAT(names_in(run_.samples()), ElementsAre("step-00000004.png"));
    EXPECT_THAT(names_in(run_.evaluations()), ElementsAre("step-00000004.json"));
  }

  TemporaryDirectory directory_;
  RunPaths run_{directory_ / "run"};
};

TEST_F(RewindTest, WhatIsWrittenAgainAsItWasIsCut) {
  make_checkpoint(4);
  EXPECT_EQ(behind_directory(run_, 4), std::nullopt);
  EXPECT_EQ(rewind(4), "");
  expect_cut_to_4();
  EXPECT_THAT(names_in(run_.checkpoints()), ElementsAre("step-00000004"));
  EXPECT_FALSE(fs::exists(run_.behind(4)));
}

TEST_F(RewindTest, WhatLiesBeforeAnEndWithoutItsCheckpointIsKept) {
  make_checkpoint(4);
  RunManifest manifest(run_.root);
  manifest.start({}, {});
  manifest.finish("stopped", 4);
  EXPECT_EQ(behind_directory(run_, 4), std::nullopt);
  manifest.finish("done", 8);
  const RunPaths behind{run_.behind(4)};
  EXPECT_EQ(behind_directory(run_, 4), behind.root);
  rewind(4);
  expect_cut_to_4();
  EXPECT_THAT(names_in(behind.evaluations()), ElementsAre("step-00000008.json"));
}

TEST_F(RewindTest, WhatLiesBehindAnEarlierCheckpointIsKept) {
  for (const int64_t step : {4, 6, 8}) make_checkpoint(step);
  const RunPaths behind{run_.behind(4)};
  EXPECT_EQ(behind_directory(run_, 4), behind.root);
  EXPECT_THAT(rewind(4), HasSubstr("everything after step 4 is now in " + behind.root.string()));
  expect_cut_to_4();
  EXPECT_THAT(names_in(run_.checkpoints()), ElementsAre("step-00000004"));
  EXPECT_EQ(read_file(behind.metrics()), lines_to(8));
  EXPECT_EQ(read_file(behind.timing()), lines_to(8));
  EXPECT_THAT(names_in(behind.samples()), ElementsAre("step-00000008.png"));
  EXPECT_THAT(names_in(behind.evaluations()), ElementsAre("step-00000008.json"));
  EXPECT_THAT(names_in(behind.checkpoints()),
              UnorderedElementsAre("step-00000006", "step-00000008"));
}

TEST_F(RewindTest, WhatWasKeptBeforeStays) {
  make_checkpoint(8);
  fs::create_directory(run_.behind(4));
  const fs::path second = run_.behind(4).string() + "-2";
  EXPECT_EQ(behind_directory(run_, 4), second);
  rewind(4);
  EXPECT_THAT(names_in(run_.behind(4)), IsEmpty());
  EXPECT_TRUE(fs::exists(RunPaths{second}.metrics()));
}

TEST_F(RewindTest, ARunThatBeginsAnewKeepsWhatItDid) {
  EXPECT_EQ(behind_directory(run_, 0), run_.behind(0));
  rewind(0);
  EXPECT_EQ(read_file(RunPaths{run_.behind(0)}.metrics()), lines_to(8));
  EXPECT_EQ(read_file(run_.metrics()), "");
  EXPECT_THAT(names_in(run_.samples()), IsEmpty());
  EXPECT_EQ(behind_directory(run_, 0), std::nullopt) << "there is nothing left to keep";
}

TEST_F(RewindTest, WithoutMetricsThereIsNothingToKeep) {
  fs::remove(run_.metrics());
  EXPECT_EQ(behind_directory(run_, 0), std::nullopt);
  rewind(0);
  EXPECT_EQ(read_file(run_.timing()), "");
  EXPECT_FALSE(fs::exists(run_.metrics()));
}

}  // namespace
}  // namespace tandem
