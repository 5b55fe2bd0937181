#include "framework/sweep/sobol_points.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

using ::testing::ElementsAre;

constexpr uint64_t kQuarter = uint64_t{1} << 62;

TEST(SobolPoints, AreThoseOfTheSequence) {
  EXPECT_THAT(sobol_point(2, 0), ElementsAre(2 * kQuarter, 2 * kQuarter));
  EXPECT_THAT(sobol_point(2, 1), ElementsAre(3 * kQuarter, kQuarter));
  EXPECT_THAT(sobol_point(2, 2), ElementsAre(kQuarter, 3 * kQuarter));
}

}  // namespace
}  // namespace tandem
