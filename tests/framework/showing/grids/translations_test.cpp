// Shades beside their translations.
#include <gtest/gtest.h>

#include "tests/support/drawn_grid.h"
#include "tests/support/shaded_images.h"

namespace tandem {
namespace {

const GridSettings kSettings{.device = at::kCPU, .range = PixelRange::kSigned};

ImageRows rows_of(ShadeTranslator& translator, const Batch& batch) {
  GridContext context(translator, batch, kSettings);
  return drawn_grid("translations", context, translator.translations()[0].name);
}

ShadeTranslator both_ways() {
  return ShadeTranslator({{"a-to-b", "a/images", "b/images"}, {"b-to-a", "b/images", "a/images"}},
                         0);
}

TEST(TranslationsGrid, ShowsInputTranslationAndTheWayBack) {
  ShadeTranslator translator = both_ways();
  const at::Tensor shades = at::arange(20, 28).to(at::kByte);
  const ImageRows rows =
      rows_of(translator, Batch({{"a/images", shades.view({8, 1, 1, 1}).expand({8, 4, 4, 1})}}));
  EXPECT_EQ(rows.num_columns, 12);
  const at::Tensor tiles = rows.images.flatten(1).select(1, 0).view({8, 3});
  EXPECT_TRUE(at::equal(tiles.select(1, 0), shades));
  EXPECT_TRUE(at::equal(tiles.select(1, 1), 255 - shades));
  EXPECT_TRUE(at::equal(tiles.select(1, 2), shades));
}

TEST(TranslationsGrid, FillsTheLastRowWithBlack) {
  ShadeTranslator translator = both_ways();
  const ImageRows rows =
      rows_of(translator, Batch({{"a/images", at::full({6, 4, 4, 1}, 55, at::kByte)}}));
  EXPECT_EQ(rows.images.size(0), 2 * rows.num_columns);
  EXPECT_TRUE(rows.images.narrow(0, 0, 18).gt(0).all().item<bool>());
  EXPECT_EQ(rows.images.narrow(0, 18, 6).count_nonzero().item<int64_t>(), 0);
}

TEST(TranslationsGrid, OfPairsEndsWithTheirTargetInColour) {
  ShadeTranslator translator({{"forward", "source", "target", true}}, 0);
  const at::Tensor target = at::randint(256, {3, 4, 4, 3}, at::kLong).to(at::kByte);
  const ImageRows rows = rows_of(
      translator, Batch({{"source", at::full({3, 4, 4, 1}, 55, at::kByte)}, {"target", target}}));
  EXPECT_EQ(rows.images.sizes(), (std::vector<int64_t>{9, 4, 4, 3}));
  EXPECT_TRUE(at::equal(rows.images[1], at::full({4, 4, 3}, 200, at::kByte)));
  EXPECT_TRUE(at::equal(rows.images[5], target[1]));
}

}  // namespace
}  // namespace tandem
