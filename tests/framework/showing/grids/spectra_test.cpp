// Maps of waves.
#include <gtest/gtest.h>

#include "tests/support/drawn_grid.h"
#include "tests/support/shaded_images.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

TEST(SpectraGrid, OfEqualImagesAreEqualAndTheirDifferenceGrey) {
  const TemporaryDirectory directory;
  write_shades(directory / "shades.h5", 1);
  const DataSources data({{"", directory / "shades.h5"}});
  ShadeGenerator generator(/*num_drawn=*/1);
  GridContext context(generator, data, {.device = at::kCPU, .range = PixelRange::kSigned});
  const ImageRows rows = drawn_grid("spectra", context);
  ASSERT_EQ(rows.images.sizes(), (std::vector<int64_t>{6, 192, 192, 1}));
  EXPECT_EQ(rows.num_columns, 3);
  EXPECT_TRUE(at::equal(rows.images[0], rows.images[1]));
  EXPECT_TRUE((rows.images[2] == 128).all().item<bool>());
  // A flat image has its mean only: in the middle above, in the corner below.
  EXPECT_EQ(rows.images[0][97][97].item<int64_t>(), 255);
  EXPECT_EQ(rows.images[3][0][0].item<int64_t>(), 255);
  EXPECT_EQ(rows.images[3][0][190].item<int64_t>(), 0);
}

}  // namespace
}  // namespace tandem
