// Shades along conditions.
#include <gtest/gtest.h>

#include "tests/support/drawn_grid.h"
#include "tests/support/shaded_images.h"

namespace tandem {
namespace {

at::Tensor shades_along(const std::string& condition) {
  ShadeGenerator generator(kNumShades);
  GridContext context(generator, Batch(),
                      {.device = at::kCPU, .range = PixelRange::kSigned, .seed = 3});
  return shades_of(drawn_grid("conditions", context, condition));
}

TEST(ConditionsGrid, CategoriesAreColumns) {
  EXPECT_TRUE(at::equal(shades_along("label"),
                        (at::arange(kNumShades) * 60 + 20).expand({10, kNumShades})));
}

TEST(ConditionsGrid, AlongAContinuousConditionTheCategoryIsThatOfTheRow) {
  EXPECT_TRUE(at::equal(shades_along("tilt"),
                        (at::arange(10) % kNumShades * 60 + 20).view({10, 1}).expand({10, 9})));
}

}  // namespace
}  // namespace tandem
