#include "framework/runs/sample_grids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/files.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SampleGrids, AreFoundByTheirStep) {
  const TemporaryDirectory samples;
  const auto first = grid_path(samples.path(), 2);
  const auto second = grid_path(samples.path(), 2, "traversals");
  const auto later = grid_path(samples.path(), 20);
  EXPECT_EQ(first.filename(), "step-00000002.png");
  EXPECT_EQ(second.filename(), "step-00000002-traversals.png");
  for (const auto& path : {first, second, later, sample_path(samples.path(), 20)}) {
    replace_file(path, "");
  }
  EXPECT_THAT(grids_of(samples.path(), 2), ElementsAre(second, first));
  EXPECT_THAT(files_after(samples.path(), 2), ElementsAre(later));
  EXPECT_THAT(files_after(samples.path(), 20), IsEmpty());
  EXPECT_THAT(grids_of(samples.path() / "none", 2), IsEmpty());
}

TEST(SampleGrids, WhatTheUserAsksForHasOtherNames) {
  EXPECT_EQ(sample_path("s", 2), "s/sample-step-00000002.png");
  EXPECT_EQ(sample_path("s", 2, "label=3"), "s/sample-step-00000002-label=3.png");
  EXPECT_EQ(translations_path("s", 2), "s/translated-step-00000002");
}

TEST(SampleGrids, NamesTellTheirKinds) {
  for (const char* kind : {"", "traversals", "a-to-b", "t_sne_codes"}) {
    EXPECT_EQ(kind_of_grid(grid_path("samples", 2, kind)), kind);
    EXPECT_EQ(kind_of_grid(grid_path("samples", 123'456'789, kind)), kind);
  }
  for (const char* other : {"step-00000002.txt", "step-00000002x.png", "step-2.png", "a.png", "",
                            "sample-step-00000002.png"}) {
    EXPECT_EQ(kind_of_grid(other), std::nullopt) << other;
  }
}

TEST(SampleGrids, TheLastStepIsThatOfAGrid) {
  const TemporaryDirectory samples;
  EXPECT_EQ(last_grid_step(samples.path()), std::nullopt);
  for (const char* name : {"step-00000002.png", "step-00000020-filters.png", "step-00000300.txt"}) {
    replace_file(samples.path() / name, "");
  }
  EXPECT_EQ(last_grid_step(samples.path()), 20);
}

}  // namespace
}  // namespace tandem
