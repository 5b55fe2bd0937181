// Grids of what a family can show, by their names.
#include "framework/showing/model_grids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/shaded_images.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;

const GridSettings kSixteen{.device = at::kCPU, .range = PixelRange::kSigned, .count = 16};

/// Of a grid of so many images of the test's size.
int64_t width_of(size_t count, int64_t num_columns) {
  const Image tile{.height = 4, .width = 4, .channels = 1, .pixels = std::vector<uint8_t>(16)};
  return make_grid(std::vector<Image>(count, tile), num_columns).width;
}

ShadeTranslator shade_translator() {
  return ShadeTranslator({{"a-to-b", "a/images", "b/images"}, {"b-to-a", "b/images", "a/images"}},
                         0);
}

TEST(ModelGrids, OfAGeneratorOnConditions) {
  const TemporaryDirectory directory;
  write_shades(directory / "shades.h5", 20);
  const DataSources data({{"", directory / "shades.h5"}});
  ShadeGenerator generator(kNumShades);
  ModelGrids grids(generator, data, kSixteen);
  EXPECT_THAT(grids.names(), IsSupersetOf({"label", "tilt", "interpolations", "samples"}));
  EXPECT_THAT(grids.names(), IsSupersetOf({"classes", "neighbours", "pca_samples"}));
  EXPECT_THAT(grids.training_names(), ElementsAre("label", "tilt", "interpolations", "samples"));
  EXPECT_EQ(grids.grid("label").width, width_of(40, kNumShades));
  EXPECT_EQ(grids.grid("samples").height, grids.grid("samples").width);
  EXPECT_THAT(
      message_of<ConfigError>([&] { grids.grid("filters"); }),
      AllOf(HasSubstr("\n  label, tilt: "), HasSubstr("\n  samples: "), HasSubstr("got filters")));
  EXPECT_THAT(message_of<ConfigError>([&] { grids.grid("sample"); }),
              HasSubstr("of this run. Did you mean 'samples'? There are these\n"));
}

TEST(ModelGrids, OfTranslationsBetweenSources) {
  const TemporaryDirectory directory;
  write_shades(directory / "a.h5", 20);
  write_shades(directory / "b.h5", 12, {.inverted = true});
  const DataSources data({{"a", directory / "a.h5"}, {"b", directory / "b.h5"}});
  ShadeTranslator translator = shade_translator();
  ModelGrids grids(translator, data, kSixteen);
  EXPECT_THAT(grids.names(), IsSupersetOf({"a-to-b", "b-to-a"}));
  // 8 images of the test split, 4 beside each other with three tiles each.
  const Image grid = grids.grid("b-to-a");
  EXPECT_EQ(grid.width, width_of(24, 12));
}

TEST(ModelGrids, OfImagesAreTakenEvenlyFromTheTestSplit) {
  const TemporaryDirectory directory;
  write_shades(directory / "shades.h5", 20);
  const DataSources data({{"", directory / "shades.h5"}});
  ShadeGenerator generator(kNumShades);
  GridContext context(generator, data,
                      {.device = at::kCPU, .range = PixelRange::kSigned, .count = 9});
  EXPECT_TRUE(context.has_images("images"));
  EXPECT_FALSE(context.has_images("target"));
  ASSERT_EQ(context.num_images(), 6);
  // Rows 0, 3, 6, 10, 13 and 16 of shades in turn.
  const at::Tensor shades = context.images({"images"}).field("images").flatten(1).select(1, 0);
  EXPECT_TRUE(at::equal(shades.to(at::kLong), at::tensor({20, 200, 140, 140, 80, 20})));
}

TEST(ModelGrids, OfWhatCannotBeReadNothingIsKept) {
  const TemporaryDirectory directory;
  write_shades(directory / "shades.h5", 20);
  const DataSources data({{"", directory / "shades.h5"}});
  ShadeGenerator generator(kNumShades);
  GridContext context(generator, data, kSixteen);
  for (int time = 0; time < 2; ++time) {
    EXPECT_THROW(context.images({"target"}), DataError) << "at call " << time;
  }
}

}  // namespace
}  // namespace tandem
