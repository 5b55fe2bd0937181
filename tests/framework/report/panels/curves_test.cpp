// Panel "Curves".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/drawn_panel.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Lt;
using ::testing::Not;
using testing_support::count_of;
using testing_support::drawn_panel;

/// One configuration of runs with these lines.
Comparison configuration_of(const std::vector<std::vector<ReportLine>>& runs) {
  Comparison comparison;
  RunGroup group{.family = "vae", .label = "vae", .runs = {}};
  for (const std::vector<ReportLine>& lines : runs) {
    group.runs.push_back(comparison.runs.size());
    comparison.runs.push_back({.path = "runs/" + std::to_string(comparison.runs.size()),
                               .options = {},
                               .manifest = RunManifest("none"),
                               .metrics = lines});
  }
  comparison.grouping.groups.push_back(group);
  return comparison;
}

/// So many runs, each with a value at 200 steps.
Comparison configuration_of_runs(int64_t count) {
  std::vector<std::vector<ReportLine>> runs;
  for (int64_t run = 0; run < count; ++run) {
    auto& lines = runs.emplace_back();
    for (int64_t step = 1; step <= 200; ++step) {
      lines.push_back({step, {{"a/loss", static_cast<double>((step * 7 + run) % 13)}}});
    }
  }
  return configuration_of(runs);
}

std::string curves_of(const Comparison& comparison, size_t curve_points = 10'000) {
  return drawn_panel("Curves", {.comparison = comparison, .curve_points = curve_points});
}

TEST(CurvesPanel, DrawsWhatIsNotFiniteInBetween) {
  const double undefined = std::nan("");
  const std::string panel =
      curves_of(configuration_of({{{10, {{"a/loss", 1.0}, {"a/rate", 0.5}}},
                                   {20, {{"a/loss", undefined}, {"a/rate", 0.5}}},
                                   {30, {{"a/loss", 1.0}, {"a/rate", 0.5}}}}}));
  EXPECT_THAT(panel, AllOf(HasSubstr("a/loss over steps"), Not(HasSubstr("a/rate over steps")),
                           HasSubstr("in all steps of all runs: <bdi>a/rate</bdi>.")));
}

TEST(CurvesPanel, SharesItsPointsAmongAllLines) {
  const Comparison comparison = configuration_of_runs(3);
  // Three runs, their mean and both edges of their band.
  const std::string panel = curves_of(comparison, 6 * 50);
  EXPECT_EQ(count_of(panel, "class=\"seed"), 3U);
  EXPECT_THAT(count_of(panel, "L"), Lt(6U * 50));
}

TEST(CurvesPanel, SharesTheRowsOfItsTablesAmongAllCharts) {
  std::vector<ReportLine> lines = {{10, {}}, {20, {}}};
  for (ReportLine& line : lines) {
    for (int i = 0; i < 300; ++i) {
      line.values.emplace_back("a/term_" + std::to_string(i), static_cast<double>(line.step));
    }
  }
  EXPECT_THAT(curves_of(configuration_of(std::vector(11, lines))),
              HasSubstr("The first 10 of 11 rows."));
}

TEST(CurvesPanel, LeavesOutSingleRunsWhereLinesAreTooManyAndSaysSo) {
  const std::string panel = curves_of(configuration_of_runs(3), 200);
  EXPECT_EQ(count_of(panel, "class=\"seed"), 0U);
  EXPECT_EQ(count_of(panel, "class=\"mean c0\""), 1U);
  EXPECT_THAT(panel, HasSubstr("Single runs are not drawn"));
  EXPECT_THAT(curves_of(configuration_of_runs(1), 10), Not(HasSubstr("Single runs are not drawn")));
}

}  // namespace
}  // namespace tandem
