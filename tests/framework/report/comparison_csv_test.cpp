#include "framework/report/comparison_csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/text.h"
#include "framework/runs/run_paths.h"
#include "tests/support/recorded_run.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using testing_support::append_line;
using testing_support::make_run;
using testing_support::record_of;

TEST(ComparisonCsv, HasALinePerValueAndRun) {
  const TemporaryDirectory directory;
  make_run(directory / "a", {.seed = 1});
  write_record(directory / "a", record_of(100, 0.1));
  make_run(directory / "b", {.seed = 2, .end = "diverged", .step = 30});
  const std::string csv = to_csv(compare(collect_runs({directory.path()}), {}));
  const auto lines = split(csv, '\n');
  ASSERT_THAT(lines, SizeIs(6));  // titles, 2 values of 2 runs, and nothing behind the last newline
  const auto num_cells = split(lines[0], ',').size();
  for (size_t i = 1; i + 1 < lines.size(); ++i)
    EXPECT_THAT(split(lines[i], ','), SizeIs(num_cells));
  EXPECT_THAT(lines[1],
              AllOf(HasSubstr("fid,fidelity,,lower,vae,vae,"), HasSubstr(",1,done,100,0.1,"),
                    HasSubstr("metric=fidelity; split=test; samples=2000")));
  EXPECT_THAT(lines[2], HasSubstr(",2,diverged,30,,,diverged at step 30,"));
}

TEST(ComparisonCsv, HasAColumnForEachDeviceAndNetwork) {
  const TemporaryDirectory directory;
  make_run(directory / "a", {.seed = 1});
  make_run(directory / "b", {.seed = 2, .devices = {"cuda:0, Fast GPU (GPU-1), on here"}});
  for (const char* name : {"a", "b"}) {
    append_line(RunPaths{directory / name}.timing(), R"({"step":100,"step_seconds":0.5})");
  }
  write_record(directory / "a", record_of(100, 0.1));
  write_record(directory / "b", record_of(100, 0.2));
  append_line(RunPaths{directory / "b"}.metrics(),
              R"({"step":100,"checkpoint":{},"images":{"decoder":800}})");
  const auto lines = split(to_csv(compare(collect_runs({directory.path()}), {})), '\n');
  EXPECT_THAT(lines.at(0),
              EndsWith(",stamp,run_seconds_Fast GPU,run_seconds_core,run_images_decoder"));
  // 50 seconds on 2 ranks of 3 threads.
  EXPECT_THAT(lines.at(1), EndsWith(",,300,"));
  EXPECT_THAT(lines.at(2), EndsWith(",50,,800"));
}

}  // namespace
}  // namespace tandem
