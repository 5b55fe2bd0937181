// The page of runs knows every kind of grid that the program draws.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/report/pictures.h"
#include "framework/showing/grid_kind.h"

namespace tandem {
namespace {

using ::testing::Contains;

TEST(GridsOfReports, EveryKindIsDescribed) {
  const std::vector<std::string> described = described_grids();
  for (const GridKind& kind : all_grid_kinds()) {
    // Its files go by the names of the conditions.
    if (kind.name == "conditions") continue;
    // Files of generated images have no name of a kind.
    EXPECT_THAT(described, Contains(kind.name == "samples" ? "" : kind.name));
  }
}

}  // namespace
}  // namespace tandem
