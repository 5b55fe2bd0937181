// Panel "Cost and quality".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/drawn_panel.h"
#include "tests/support/recorded_run.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::append_line;
using testing_support::count_of;
using testing_support::drawn_panel;
using testing_support::make_run;
using testing_support::record_of;

/// A run whose network has seen so many images, with a distance.
void add(const std::filesystem::path& run, const std::string& family, int64_t images, double fid) {
  make_run(run, {.family = family});
  append_line(RunPaths{run}.metrics(), R"({"step":100,"checkpoint":{},"images":{"network":)" +
                                           std::to_string(images) + "}}");
  write_record(run, record_of(100, fid));
}

TEST(CostAndQualityPanel, JoinsWhatNoOtherBettersInBoth) {
  const TemporaryDirectory directory;
  add(directory / "a", "cheap", 64000, 9);
  add(directory / "b", "good", 128000, 4);
  add(directory / "c", "wasteful", 192000, 6);
  const std::string panel = drawn_panel("Cost and quality", directory.path());
  EXPECT_THAT(panel, AllOf(HasSubstr("64.0 k"), HasSubstr("128 k"), HasSubstr("192 k"),
                           Not(HasSubstr("core seconds"))));
  const size_t front = panel.find("class=\"front\" d=\"");
  ASSERT_NE(front, std::string::npos);
  const std::string path = panel.substr(front + 17, panel.find('"', front + 17) - front - 17);
  EXPECT_EQ(count_of(path, "H"), 1U) << "from the cheap one to the good one: " << path;
}

TEST(CostAndQualityPanel, ARunOnTwoKindsOfDevicesHasTheCostOfNeither) {
  const TemporaryDirectory directory;
  add(directory / "a", "moved", 64000, 4);
  add(directory / "b", "stayed", 64000, 4);
  RunManifest manifest(directory / "a");
  manifest.start(
      {.name = "x"},
      {.hosts = {"here"}, .devices = {"cuda:0, Fast GPU (GPU-1), on here"}, .start_step = 50});
  for (const char* run : {"a", "b"}) {
    append_line(RunPaths{directory / run}.timing(), R"({"step":50,"step_seconds":1})");
    append_line(RunPaths{directory / run}.timing(), R"({"step":100,"step_seconds":1})");
  }
  EXPECT_THAT(drawn_panel("Cost and quality", directory.path()),
              AllOf(HasSubstr("core seconds"), Not(HasSubstr("Fast GPU seconds"))));
}

}  // namespace
}  // namespace tandem
