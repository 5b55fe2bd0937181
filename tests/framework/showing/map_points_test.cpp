// What maps show, and the maps.
#include "framework/showing/map_points.h"

#include <gtest/gtest.h>

#include <memory>

#include "tests/support/drawn_grid.h"
#include "tests/support/shaded_images.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

/// Encodes shades, and generates them.
class ShadeCoder : public ModelOfShades, public Generates, public Encodes {
 public:
  at::Tensor draw_latents(int64_t count) override { return at::rand({count}); }
  at::Tensor generate(const at::Tensor& latents) override {
    return latents.view({-1, 1, 1, 1}).expand({latents.size(0), 1, 4, 4});
  }
  at::Tensor encode(const at::Tensor& images) override {
    return at::stack({images.mean({1, 2, 3}), images.mean({1, 2, 3}).square()}, 1);
  }
};

class MapPointsTest : public testing::Test {
 protected:
  MapPointsTest() {
    write_shades(directory_ / "shades.h5", 20);
    data_ = std::make_unique<DataSources>(
        std::vector<DataSourceLocation>{{"", directory_ / "shades.h5"}});
  }
  GridContext context(GenerativeModel& model) {
    return {model, *data_, {.device = at::kCPU, .range = PixelRange::kSigned}};
  }

  TemporaryDirectory directory_;
  std::unique_ptr<DataSources> data_;
  ShadeCoder coder_;
};

TEST_F(MapPointsTest, OfCodesAreGroupedByLabel) {
  GridContext of_coder = context(coder_);
  ASSERT_TRUE(can_map_codes(of_coder));
  const MapPoints points = code_points(of_coder, 20);
  EXPECT_TRUE(at::equal(points.groups, at::arange(20).remainder(4)));
  EXPECT_EQ(points.rows.sizes(), (std::vector<int64_t>{20, 2}));
  EXPECT_EQ(points.examples[3].flatten()[0].item<int64_t>(), shade_of(3));
}

TEST_F(MapPointsTest, AreTakenEvenlyFromTheSplit) {
  GridContext of_coder = context(coder_);
  EXPECT_TRUE(at::equal(code_points(of_coder, 10).groups, (2 * at::arange(10)).remainder(4)));
}

TEST_F(MapPointsTest, OfSamplesAreRealOnesAndAsManyGeneratedOnes) {
  GridContext of_coder = context(coder_);
  ASSERT_TRUE(can_map_samples(of_coder));
  const MapPoints points = sample_points(of_coder, 100);
  EXPECT_EQ(points.rows.sizes(), (std::vector<int64_t>{40, 16}));
  EXPECT_EQ(points.groups.sum().item<int64_t>(), 20);
  EXPECT_EQ(points.examples[0].flatten()[0].item<int64_t>(), shade_of(0));
  EXPECT_NEAR(points.rows[1][0].item<double>(), shade_of(1) / 255.0, 1e-12);
}

TEST_F(MapPointsTest, AreDrawnByEveryMap) {
  GridContext of_coder = context(coder_);
  for (const char* map : {"pca_codes", "pca_samples", "t_sne_codes", "t_sne_samples"}) {
    const at::Tensor picture = drawn_grid(map, of_coder).images;
    EXPECT_EQ(picture.size(0), 1);
    EXPECT_LT(picture.to(at::kDouble).mean().item<double>(), 254.9) << map;
    EXPECT_TRUE(at::equal(picture, drawn_grid(map, of_coder).images)) << map;
  }
}

TEST_F(MapPointsTest, NeedTheCapability) {
  ShadeClassifier classifier;
  GridContext of_classifier = context(classifier);
  EXPECT_FALSE(can_map_codes(of_classifier));
  EXPECT_FALSE(can_map_samples(of_classifier));
}

}  // namespace
}  // namespace tandem
