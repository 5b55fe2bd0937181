// Rows of classes.
#include <gtest/gtest.h>

#include "tests/support/drawn_grid.h"
#include "tests/support/shaded_images.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

TEST(ClassesGrid, ShowsRealImagesOfAClassBesideGeneratedOnes) {
  const TemporaryDirectory directory;
  write_shades(directory / "shades.h5", 20);
  const DataSources data({{"", directory / "shades.h5"}});
  ShadeGenerator generator(kNumShades, /*shift=*/1);
  GridContext context(generator, data, {.device = at::kCPU, .range = PixelRange::kSigned});
  const at::Tensor shades = shades_of(drawn_grid("classes", context));
  ASSERT_EQ(shades.sizes(), (std::vector<int64_t>{4, 16}));
  for (int64_t label = 0; label < kNumShades; ++label) {
    EXPECT_EQ(shades[label][4].item<int64_t>(), shade_of(label));
    EXPECT_EQ(shades[label][5].item<int64_t>(), 0);  // there are five of each
    EXPECT_EQ(shades[label][8].item<int64_t>(), shade_of((label + 1) % kNumShades));
  }
}

TEST(ClassesGrid, FindsClassesThatComeLate) {
  const TemporaryDirectory directory;
  // The last class begins at row 10,500.
  write_shades(directory / "shades.h5", 14'000, {.in_order = true});
  const DataSources data({{"", directory / "shades.h5"}});
  ShadeGenerator generator(kNumShades);
  GridContext context(generator, data, {.device = at::kCPU, .range = PixelRange::kSigned});
  const at::Tensor real = shades_of(drawn_grid("classes", context)).narrow(1, 0, 8);
  for (int64_t label = 0; label < kNumShades; ++label) {
    EXPECT_TRUE(real[label].eq(shade_of(label)).all().item<bool>()) << label;
  }
}

}  // namespace
}  // namespace tandem
