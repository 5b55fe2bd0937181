// What is shown of a model that restores images.
#include <gtest/gtest.h>

#include "tests/support/brightener.h"
#include "tests/support/drawn_grid.h"

namespace tandem {
namespace {

at::Tensor shades(bool corrupts, int64_t num_images = 4) {
  Brightener model(corrupts ? "darkening" : "");
  const Batch batch({{"images", at::full({num_images, 4, 4, 1}, 100, at::kByte)}});
  GridContext context(model, batch, {.device = at::kCPU, .range = PixelRange::kUnit, .count = 4});
  return shades_of(drawn_grid("reconstructions", context)).flatten();
}

TEST(ReconstructionsGrid, ShowsOriginalsAboveResults) {
  EXPECT_TRUE(at::equal(shades(false), at::tensor({100, 100, 202, 202, 100, 100, 202, 202})));
}

TEST(ReconstructionsGrid, ShowsCopiesResultsAndOriginals) {
  EXPECT_TRUE(at::equal(shades(true), at::tensor({49, 49, 151, 151, 100, 100,  //
                                                  49, 49, 151, 151, 100, 100})));
}

TEST(ReconstructionsGrid, FillsTheLastRowsWithBlack) {
  EXPECT_TRUE(at::equal(shades(false, 3), at::tensor({100, 100, 202, 202, 100, 0, 202, 0})));
  EXPECT_TRUE(at::equal(shades(true, 1), at::tensor({49, 0, 151, 0, 100, 0})));
}

}  // namespace
}  // namespace tandem
