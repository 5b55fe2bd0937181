// Grids of what a family can show, by their kinds.
#include "framework/showing/model_grids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/showing/translation_images.h"
#include "tests/support/error_message.h"
#include "tests/support/shaded_images.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const GridSettings kSettings{.device = at::kCPU, .range = PixelRange::kSigned, .count = 16};

/// Of a grid of so many images of the test's size.
int64_t width_of(size_t count, int64_t num_columns) {
  const Image tile{.height = 4, .width = 4, .channels = 1, .pixels = std::vector<uint8_t>(16)};
  return make_grid(std::vector<Image>(count, tile), num_columns).width;
}

ShadeTranslator both_ways() {
  return ShadeTranslator({{"a-to-b", "a/images", "b/images"}, {"b-to-a", "b/images", "a/images"}},
                         0);
}

TEST(ModelGrids, OfAGeneratorOnConditions) {
  const TemporaryDirectory directory;
  write_shades(directory / "shades.h5", 20);
  const DataSources data({{"", directory / "shades.h5"}});
  ShadeGenerator generator(kNumShades);
  ModelGrids grids(generator, data, kSettings);
  EXPECT_THAT(grids.kinds(), ElementsAre("samples", "interpolations", "label", "tilt"));
  EXPECT_EQ(grids.grid("label").width, width_of(40, kNumShades));
  EXPECT_EQ(grids.grid("samples").height, grids.grid("samples").width);
  EXPECT_THAT(message_of<UsageError>([&] { grids.grid("filters"); }),
              HasSubstr("expected samples, interpolations, label, tilt, got filters"));
}

TEST(ModelGrids, OfTranslationsBetweenSources) {
  const TemporaryDirectory directory;
  write_shades(directory / "a.h5", 20);
  write_shades(directory / "b.h5", 12, "images", /*inverted=*/true);
  const DataSources data({{"a", directory / "a.h5"}, {"b", directory / "b.h5"}});
  ShadeTranslator translator = both_ways();
  ModelGrids grids(translator, data, kSettings);
  EXPECT_THAT(grids.kinds(), ElementsAre("a-to-b", "b-to-a"));
  // 8 images of the test split, 4 beside each other with three tiles each.
  const Image grid = grids.grid("b-to-a");
  EXPECT_EQ(grid.width, width_of(24, 12));
}

TEST(TranslationImages, StandBesideTheirInputAndTheWayBack) {
  ShadeTranslator translator = both_ways();
  const at::Tensor shades = at::arange(20, 28).to(at::kByte);
  const Batch batch({{"a/images", shades.view({8, 1, 1, 1}).expand({8, 4, 4, 1})}});
  const ImageRows rows =
      translation_images(translator, PixelRange::kSigned, translator.translations()[0], batch);
  EXPECT_EQ(rows.num_columns, 12);
  const at::Tensor tiles = rows.images.flatten(1).select(1, 0).view({8, 3});
  EXPECT_TRUE(at::equal(tiles.select(1, 0), shades));
  EXPECT_TRUE(at::equal(tiles.select(1, 1), 255 - shades));
  EXPECT_TRUE(at::equal(tiles.select(1, 2), shades));
}

TEST(TranslationImages, FillTheLastRowWithBlack) {
  ShadeTranslator translator = both_ways();
  const Batch batch({{"a/images", at::full({6, 4, 4, 1}, 55, at::kByte)}});
  const ImageRows rows =
      translation_images(translator, PixelRange::kSigned, translator.translations()[0], batch);
  EXPECT_EQ(rows.images.size(0), 2 * rows.num_columns);
  EXPECT_TRUE(rows.images.narrow(0, 0, 18).gt(0).all().item<bool>());
  EXPECT_EQ(rows.images.narrow(0, 18, 6).count_nonzero().item<int64_t>(), 0);
}

/// Its translations have noise and depend on the images beside, as with batch norm.
class SociableTranslator : public ModelOfShades, public TranslatesImages {
 public:
  std::vector<Translation> translations() const override {
    return {{"forward", "source", "target", true}};
  }
  at::Tensor translate(const at::Tensor& images, const std::string&) override {
    return (images + at::rand_like(images) - images.mean()).clamp(-1, 1);
  }
};

TEST(TranslationImages, DoNotDependOnThoseBeside) {
  SociableTranslator translator;
  const at::Tensor images = at::randint(256, {3, 4, 4, 1}, at::kLong).to(at::kByte);
  const auto translated = [&](const at::Tensor& some) {
    return translate_pixels(translator, PixelRange::kSigned, some, "forward");
  };
  EXPECT_TRUE(at::equal(translated(images)[2], translated(images.narrow(0, 2, 1))[0]));
}

TEST(TranslationImages, OfPairsEndWithTheirTargetInColour) {
  ShadeTranslator translator({{"forward", "source", "target", true}}, 0);
  const at::Tensor target = at::randint(256, {3, 4, 4, 3}, at::kLong).to(at::kByte);
  const Batch batch({{"source", at::full({3, 4, 4, 1}, 55, at::kByte)}, {"target", target}});
  const ImageRows rows =
      translation_images(translator, PixelRange::kSigned, translator.translations()[0], batch);
  EXPECT_EQ(rows.images.sizes(), (std::vector<int64_t>{9, 4, 4, 3}));
  EXPECT_TRUE(at::equal(rows.images[1], at::full({4, 4, 3}, 200, at::kByte)));
  EXPECT_TRUE(at::equal(rows.images[5], target[1]));
}

}  // namespace
}  // namespace tandem
