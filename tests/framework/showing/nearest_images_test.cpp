// The training images nearest to others.
#include "framework/showing/nearest_images.h"

#include <gtest/gtest.h>

#include "tests/support/shaded_images.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

TEST(NearestImages, AreSortedByDistanceAndThenByRow) {
  const TemporaryDirectory directory;
  write_shades(directory / "shades.h5", 12);
  const DataSources data({{"", directory / "shades.h5"}});
  ModelOfShades model;
  const GridContext context(model, data, {.device = at::kCPU, .range = PixelRange::kUnit});
  // Shades 20, 80, 140 and 200 in turn, 16 pixels each.
  const at::Tensor images = at::full({1, 4, 4, 1}, 82, at::kByte);
  const NearestImages nearest = nearest_images(context, "train", images, 5);
  EXPECT_TRUE(at::equal(nearest.rows[0], at::tensor({1, 5, 9, 2, 6})));
  EXPECT_TRUE(at::equal(nearest.distances[0],
                        at::tensor({8.0, 8.0, 8.0, 4 * 58.0, 4 * 58.0}, at::kDouble)));
}

}  // namespace
}  // namespace tandem
