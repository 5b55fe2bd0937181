// Weights as images.
#include <gtest/gtest.h>

#include "tests/support/drawn_grid.h"
#include "tests/support/shaded_images.h"

namespace tandem {
namespace {

class Filtering : public ModelOfShades, public ShowsFilters {
 public:
  at::Tensor filters() override {
    return at::tensor({-4.0F, 2.0F, 0.0F, 0.5F, 8.0F, 8.0F}).view({3, 1, 1, 2});
  }
};

TEST(FiltersGrid, IsGreyAtZeroAndScaledByTheLargestWeight) {
  Filtering model;
  GridContext context(model, Batch(), {.device = at::kCPU, .range = PixelRange::kUnit, .count = 2});
  const ImageRows rows = drawn_grid("filters", context);
  EXPECT_TRUE(at::equal(rows.images.flatten().to(at::kLong), at::tensor({0, 191, 128, 255})));
  EXPECT_EQ(rows.num_columns, 2);
}

}  // namespace
}  // namespace tandem
