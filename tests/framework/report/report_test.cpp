#include "framework/report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "framework/core/error.h"
#include "tests/support/illustrated_runs.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;
using ::testing::Lt;
using ::testing::Not;
using testing_support::IllustratedRecipe;
using testing_support::make_illustrated_run;

std::string page_of(const std::filesystem::path& directory) {
  return report_of(collect_runs({directory}), {});
}

/// Whether the page has a section of a title.
bool has_section(const std::string& page, const std::string& title) {
  return page.find("-heading\">" + title + "</h2>") != std::string::npos;
}

void make_families(const std::filesystem::path& directory, int64_t num_seeds,
                   IllustratedRecipe recipe = {}) {
  for (int64_t seed = 1; seed <= num_seeds; ++seed) {
    for (const auto& [family, quality] : {std::pair("flow", 9.0), std::pair("energy", 14.0)}) {
      recipe.family = family;
      recipe.quality = quality;
      recipe.seed = seed;
      make_illustrated_run(directory / (std::string(family) + "-" + std::to_string(seed)), recipe);
    }
  }
}

TEST(Report, DrawsEverythingThatTheRunsHave) {
  const TemporaryDirectory directory;
  make_families(directory.path(), 3);
  const std::string page = page_of(directory.path());
  for (const char* title :
       {"Verdict", "Curves", "Cost and quality", "Ranks", "Pictures", "Fidelity and variety",
        "Spectra, histograms, matrices", "Runs", "Configuration", "Provenance"}) {
    EXPECT_TRUE(has_section(page, title)) << title;
  }
  EXPECT_THAT(page, HasSubstr("flow is best: frechet_distance"));
  EXPECT_THAT(page, HasSubstr("Every panel that there is has been drawn."));
}

TEST(Report, IsTheSameBytesForTheSameRuns) {
  const TemporaryDirectory directory;
  make_families(directory.path(), 2);
  EXPECT_EQ(page_of(directory.path()), page_of(directory.path()));
}

TEST(Report, LeavesOutWhatIsNotThereAndSaysWhatWouldFillIt) {
  const TemporaryDirectory directory;
  testing_support::make_run(directory / "bare");
  const std::string page = page_of(directory.path());
  EXPECT_FALSE(has_section(page, "Curves"));
  EXPECT_TRUE(has_section(page, "Runs"));
  EXPECT_THAT(page, HasSubstr("<strong>Pictures</strong>: train up to a step at which grids are"));
  EXPECT_THAT(page, HasSubstr("<strong>Curves</strong>: train up to a step that is reported"));
  EXPECT_THAT(page, HasSubstr("1 run, none of them measured yet."));
  EXPECT_THAT(page, Not(HasSubstr("Runs are measured with")));
  EXPECT_THAT(report_of(collect_runs({directory.path()}), {.measuring = "a look"}),
              HasSubstr("Runs are measured with a look."));
}

TEST(Report, NamesAreShownAndDoNothing) {
  const TemporaryDirectory directory;
  const std::string hostile = "\"><script>alert(1)<!--";
  make_illustrated_run(directory / "<img src=x onerror=alert(1)>",
                       {.family = "'" + hostile + "'", .class_name = hostile + "\xe2\x80\xae"});
  const std::string page = page_of(directory.path());
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("<img src=x")));
  EXPECT_THAT(page, Not(HasSubstr("<!--")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)"));
}

TEST(Report, ShowsWhatDivergedAndLosesNothing) {
  const TemporaryDirectory directory;
  make_families(directory.path(), 2);
  make_illustrated_run(directory / "flow-9", {.family = "flow", .seed = 9, .end = "diverged"});
  const std::string page = page_of(directory.path());
  EXPECT_THAT(page, HasSubstr("the loss is not finite"));
  EXPECT_THAT(page, HasSubstr("1 of 3 diverged"));
}

TEST(Report, ComparesByTheValueThatWasAskedFor) {
  const TemporaryDirectory directory;
  make_families(directory.path(), 3);
  const std::string page =
      report_of(collect_runs({directory.path()}), {.values = {"recall", "precision"}});
  EXPECT_THAT(page, HasSubstr("flow is best: recall"));
  EXPECT_THROW(report_of(collect_runs({directory.path()}), {.values = {"nothing"}}), DataError);
}

TEST(Report, OfThirtyRunsIsFastAndSmall) {
  const TemporaryDirectory directory;
  make_families(directory.path(), 15, {.num_reports = 1000, .num_terms = 12});
  const auto runs = collect_runs({directory.path()});
  const auto before = std::chrono::steady_clock::now();
  const std::string page = report_of(runs, {});
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - before;
  EXPECT_THAT(page.size(), Lt(10'000'000U));
  EXPECT_THAT(elapsed.count(), Lt(20.0)) << "with sanitizers, on a machine that does much else";
}

TEST(Report, OfManyConfigurationsIsFastAndSmall) {
  const TemporaryDirectory directory;
  for (int64_t i = 0; i < 40; ++i) {
    const std::string name = std::to_string(i);
    make_illustrated_run(directory / name, {.family = "family" + name,
                                            .quality = 5 + static_cast<double>(i),
                                            .num_reports = 100,
                                            .num_terms = 12});
  }
  const auto runs = collect_runs({directory.path()});
  const auto before = std::chrono::steady_clock::now();
  const std::string page = report_of(runs, {});
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - before;
  EXPECT_THAT(page.size(), Lt(10'000'000U));
  EXPECT_THAT(elapsed.count(), Lt(20.0)) << "with sanitizers, on a machine that does much else";
}

TEST(Report, OfLargePicturesIsSmallAndSaysWhatItLost) {
  const TemporaryDirectory directory;
  make_illustrated_run(directory / "large", {.image_size = 1500});
  const std::string page = page_of(directory.path());
  EXPECT_THAT(page.size(), Lt(10'000'000U));
  EXPECT_THAT(page, HasSubstr("to keep the page small"));
}

}  // namespace
}  // namespace tandem
