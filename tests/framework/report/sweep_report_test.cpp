#include "framework/report/sweep_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/runs/run_paths.h"
#include "framework/runs/sample_grids.h"
#include "tests/support/plain_image.h"
#include "tests/support/synthetic_sweep.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Lt;
using ::testing::Not;
using testing_support::synthetic_sweep;

/// The section of a title, as markup; empty where the page has none.
std::string section_of(const std::string& page, const std::string& title) {
  const size_t heading = page.find("-heading\">" + title + "</h2>");
  if (heading == std::string::npos) return "";
  return page.substr(heading, page.find("</section>", heading) - heading);
}

size_t count_of(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(SweepReport, DrawsEverythingThatTheSweepHas) {
  const std::string page = sweep_report_of(synthetic_sweep());
  for (const char* title : {"History", "Courses", "Slices", "Parallel coordinates", "Importances",
                            "Best trials", "Failures", "Provenance"}) {
    EXPECT_FALSE(section_of(page, title).empty()) << title;
  }
  EXPECT_THAT(page, HasSubstr("Every panel that there is has been drawn."));
  EXPECT_THAT(page,
              AllOf(Not(HasSubstr("<script")), Not(HasSubstr(">nan<")), Not(HasSubstr("9999"))));
  EXPECT_THAT(page.size(), Lt(1'000'000U));
}

TEST(SweepReport, IsTheSameBytesForTheSameSweep) {
  EXPECT_EQ(sweep_report_of(synthetic_sweep()), sweep_report_of(synthetic_sweep()));
}

TEST(SweepReport, OfNothingSaysWhatWouldFillIt) {
  const std::string page = sweep_report_of({.name = "empty", .metric = "fid"});
  EXPECT_THAT(page, HasSubstr("empty: no trial is complete yet."));
  for (const char* title : {"History", "Courses", "Slices", "Parallel coordinates", "Importances",
                            "Best trials", "Failures", "Provenance"}) {
    EXPECT_TRUE(section_of(page, title).empty()) << title;
    EXPECT_THAT(page, HasSubstr("<strong>" + std::string(title) + "</strong>: "));
  }
}

TEST(SweepReport, OfTrialsThatAllCameToNothingSaysSo) {
  SweepSubject sweep{.name = "lost", .metric = "fid"};
  sweep.trials = {{.number = 0, .state = kDivergedState}, {.number = 1, .state = kFailedState}};
  EXPECT_THAT(sweep_report_of(sweep),
              HasSubstr("lost: no trial is complete: every one diverged or failed."));
  sweep.trials.push_back({.number = 2, .state = "running"});
  EXPECT_THAT(sweep_report_of(sweep), HasSubstr("lost: no trial is complete yet."));
}

/// A sweep of two complete trials, one pruned one that is better than both, and one that failed.
SweepSubject small_sweep() {
  SweepSubject sweep{.name = "small", .metric = "fid", .parameters = {{.name = "x", .high = 10}}};
  sweep.trials = {{.number = 0, .state = "complete", .result = 8.0},
                  {.number = 1, .state = "pruned", .result = 2.0},
                  {.number = 2, .state = "failed", .cause = "no <space>"},
                  {.number = 3, .state = "complete", .result = 5.0, .half_width = 0.5}};
  for (SweepTrial& trial : sweep.trials) {
    trial.values["x"] = static_cast<double>(trial.number);
    trial.texts["x"] = std::to_string(trial.number);
  }
  return sweep;
}

TEST(SweepReport, NamesTheBestCompleteTrial) {
  EXPECT_THAT(sweep_report_of(small_sweep()),
              HasSubstr("small: fid 5.00\u00a0±\u00a00.50 in trial 3, the best of 2 complete "
                        "trials."));
  SweepSubject highest = small_sweep();
  highest.is_minimized = false;
  EXPECT_THAT(sweep_report_of(highest), HasSubstr("in trial 0"));
}

TEST(SweepReport, HistoryFollowsTheBestOfTheCompleteTrials) {
  const std::string history = section_of(sweep_report_of(small_sweep()), "History");
  EXPECT_EQ(count_of(history, "<title>trial "), 3U) << "the one that failed has no value";
  // Down at trial 3, not at the pruned trial 1: one step, and the way to the last trial.
  const size_t front = history.find("class=\"front\" d=\"");
  ASSERT_NE(front, std::string::npos);
  const std::string path = history.substr(front + 17, history.find('"', front + 17) - front - 17);
  EXPECT_EQ(count_of(path, "H"), 2U) << path;
}

TEST(SweepReport, HistoryCountsTrialsEvenly) {
  SweepSubject sweep = small_sweep();
  sweep.trials = {{.number = 0, .state = "failed"},
                  {.number = 1, .state = "complete", .result = 5.0},
                  {.number = 100, .state = "complete", .result = 6.0}};
  EXPECT_THAT(section_of(sweep_report_of(sweep), "History"), HasSubstr(">40</text>"))
      << "a logarithmic axis has powers of ten alone";
}

TEST(SweepReport, SlicesHaveAMarkForEachTrialWithAValue) {
  const std::string slices = section_of(sweep_report_of(small_sweep()), "Slices");
  EXPECT_THAT(slices, AllOf(HasSubstr("<title>1, trial 1: pruned, 2</title>"),
                            HasSubstr("<title>3, trial 3: complete, 5.00 ± 0.50</title>"),
                            Not(HasSubstr("trial 2"))));
}

TEST(SweepReport, ParallelCoordinatesHaveALinePerCompleteTrialTheBestLast) {
  const std::string section = section_of(sweep_report_of(small_sweep()), "Parallel coordinates");
  EXPECT_EQ(count_of(section, "class=\"course q"), 2U) << "in each of the two forms";
  EXPECT_EQ(count_of(section, "class=\"mean c1\""), 2U);
  EXPECT_LT(section.find("class=\"course"), section.find("class=\"mean c1\""));
}

TEST(SweepReport, ParallelCoordinatesPassByWhatATrialDoesNotHave) {
  SweepSubject sweep = small_sweep();
  sweep.parameters.push_back({.name = "y", .high = 3});
  sweep.trials[0].values["y"] = 1;
  sweep.trials[1].values["y"] = 2;
  const std::string section = section_of(sweep_report_of(sweep), "Parallel coordinates");
  EXPECT_EQ(count_of(section, "stroke-dasharray=\"2 4\""), 2U) << "of the best one, in both forms";
}

TEST(SweepReport, SaysWhyTrialsFailed) {
  EXPECT_THAT(section_of(sweep_report_of(small_sweep()), "Failures"),
              AllOf(HasSubstr("no &lt;space&gt;"), HasSubstr("failed"), Not(HasSubstr("pruned"))));
}

TEST(SweepReport, ImportancesAreSortedAndAsLongAsTheyAreLarge) {
  SweepSubject sweep{.name = "s", .metric = "m", .importances = {{"small", 0.25}, {"large", 0.5}}};
  const std::string section = section_of(sweep_report_of(sweep), "Importances");
  EXPECT_LT(section.find(">large<"), section.find(">small<"));
  EXPECT_THAT(section, AllOf(HasSubstr("width=\"392\""), HasSubstr("width=\"196\"")));
}

TEST(SweepReport, ShowsWhatTheRunsOfTheBestTrialsMake) {
  const TemporaryDirectory directory;
  SweepSubject sweep = small_sweep();
  for (const char* seed : {"seed-1", "seed-2"}) {
    const auto run = directory / seed;
    std::filesystem::create_directories(RunPaths{run}.samples());
    for (const int64_t step : {100, 200}) {
      write_png(grid_path(RunPaths{run}.samples(), step), ramp(8, 8, 1));
    }
    sweep.trials[3].runs.push_back(run);
  }
  const std::string section = section_of(sweep_report_of(sweep), "Best trials");
  EXPECT_EQ(count_of(section, "<img"), 2U);
  EXPECT_THAT(section,
              AllOf(HasSubstr("seed-2"), HasSubstr("step 200"), Not(HasSubstr("step 100"))));
}

TEST(SweepReport, NamesAreShownAndDoNothing) {
  SweepSubject sweep = synthetic_sweep();
  const std::string hostile = "\"><script>alert(1)<!--";
  sweep.name = hostile;
  sweep.metric = hostile;
  for (SweepParameter& parameter : sweep.parameters) {
    parameter.name += hostile;
    for (std::string& choice : parameter.choices) choice += hostile;
  }
  for (SweepTrial& trial : sweep.trials) trial.cause = hostile;
  sweep.commands = {hostile};
  const std::string page = sweep_report_of(sweep);
  EXPECT_THAT(page, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("<!--"))));
}

}  // namespace
}  // namespace tandem
