#include "framework/report/pictures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "framework/report/run_groups.h"
#include "framework/runs/sample_grids.h"
#include "tests/support/plain_image.h"
#include "tests/support/recorded_run.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::Lt;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAreArray;

class PicturesTest : public testing::Test {
 protected:
  void add(const std::string& run, int64_t step, const std::string& kind) {
    write_png(grid_path(RunPaths{directory_ / run}.samples(), step, kind), ramp(8, 8, 1));
  }
  void collect() {
    comparison_.runs = collect_runs({directory_.path()});
    comparison_.grouping = group_runs(comparison_.runs, GroupBy::kConfiguration);
  }
  std::vector<std::string> kinds() {
    std::vector<std::string> names;
    for (const PictureKind& kind : picture_kinds({.comparison = comparison_})) {
      names.push_back(kind.name);
    }
    return names;
  }
  TemporaryDirectory directory_;
  Comparison comparison_;
};

TEST_F(PicturesTest, AreThoseOfTheLastStepGeneratedOnesFirst) {
  testing_support::make_run(directory_ / "a");
  for (const char* kind : {"zebra", "traversals", "", "pca_codes"}) add("a", 200, kind);
  add("a", 100, "old");
  collect();
  EXPECT_THAT(kinds(), ElementsAre("", "traversals", "pca_codes", "zebra"));
}

TEST_F(PicturesTest, EachKindHasItsOwnSentence) {
  testing_support::make_run(directory_ / "a");
  const std::vector<std::string> known = {
      "",           "classes",     "differences",   "filters",     "interpolations",
      "neighbours", "pca_codes",   "pca_samples",   "spectra",     "reconstructions",
      "traversals", "t_sne_codes", "t_sne_samples", "translations"};
  EXPECT_THAT(described_grids(), UnorderedElementsAreArray(known));
  for (const std::string& kind : known) add("a", 100, kind);
  add("a", 100, "shape");
  collect();
  std::set<std::string> sentences;
  for (const PictureKind& kind : picture_kinds({.comparison = comparison_})) {
    EXPECT_TRUE(sentences.insert(kind.sentence).second) << kind.name;
    EXPECT_EQ(kind.title == kind.name, kind.name == "shape") << kind.name;
    EXPECT_EQ(kind.sentence.starts_with("Of a condition: "), kind.name == "shape") << kind.name;
  }
  EXPECT_THAT(sentences, SizeIs(known.size() + 1));
}

TEST_F(PicturesTest, EachKindHasThoseOfAllRuns) {
  for (int64_t seed : {1, 2}) {
    const std::string name = "run-" + std::to_string(seed);
    testing_support::make_run(directory_ / name, {.seed = seed});
    add(name, 100, "");
  }
  collect();
  const auto all = picture_kinds({.comparison = comparison_});
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_THAT(all[0].pictures, SizeIs(2));
  EXPECT_EQ(all[0].pictures[0].role, "seed 1");
  EXPECT_THAT(picture_allowance(all, 100), Lt(100U));
}

TEST_F(PicturesTest, ARunWithoutAnyHasNone) {
  testing_support::make_run(directory_ / "a");
  collect();
  EXPECT_THAT(kinds(), SizeIs(0));
}

}  // namespace
}  // namespace tandem
