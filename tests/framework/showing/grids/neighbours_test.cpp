// Generated shades beside those of the training data.
#include <gtest/gtest.h>

#include "tests/support/drawn_grid.h"
#include "tests/support/shaded_images.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

TEST(NeighboursGrid, ShowsTheNearestTrainingImagesBesideEachSample) {
  const TemporaryDirectory directory;
  write_shades(directory / "shades.h5", 20);
  const DataSources data({{"", directory / "shades.h5"}});
  ShadeGenerator generator(/*num_drawn=*/1, /*shift=*/2);
  GridContext context(generator, data,
                      {.device = at::kCPU, .range = PixelRange::kSigned, .count = 12});
  const at::Tensor shades = shades_of(drawn_grid("neighbours", context));
  ASSERT_EQ(shades.sizes(), (std::vector<int64_t>{10, 7}));
  const int64_t copied = shade_of(2);
  EXPECT_TRUE((shades.select(1, 0) == copied).all().item<bool>());
  EXPECT_TRUE((shades.narrow(1, 2, 5) == copied).all().item<bool>());
}

TEST(NeighboursGrid, NeedsTrainingData) {
  ShadeGenerator generator(1);
  GridContext context(generator, Batch({{"images", at::zeros({9, 4, 4, 1}, at::kByte)}}),
                      {.device = at::kCPU, .range = PixelRange::kSigned});
  EXPECT_TRUE(grid_kind("neighbours").names(context).empty());
}

}  // namespace
}  // namespace tandem
