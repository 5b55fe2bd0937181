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

}  // namespace
}  // namespace tandem
