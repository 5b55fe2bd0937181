// Pixels along the principal components of those of the data.
#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

using testing::StartsWith;

class PixelFeaturesTest : public ShadeEvaluation {};

TEST_F(PixelFeaturesTest, AreCoordinatesAboutTheMeanOfTheData) {
  const auto network = open_feature_network("pixels", {.data = &data()});
  EXPECT_EQ(network->name(), "pixels");
  EXPECT_EQ(network->num_features(), 1) << "images of one shade vary along one direction";
  EXPECT_EQ(network->num_classes(), 0);
  EXPECT_THAT(network->identity(), StartsWith("1 components of pixels, from 40 of train/images "));
  EXPECT_TRUE(network->accepts({4, 4, 1}));
  EXPECT_FALSE(network->accepts({4, 4, 3}));
  const SeenBatch seen = network->see(at::full({1, 4, 4, 1}, 200, at::kByte));
  // 200 lies 90 above the mean of the shades in each of 16 pixels, along (¼, ¼, …).
  EXPECT_NEAR(seen.features[0][0].item<double>(), 360.0, 1e-9);
  EXPECT_EQ(seen.logits.sizes(), (std::vector<int64_t>{1, 0}));
}

TEST_F(PixelFeaturesTest, OfOtherImagesAreOthers) {
  const std::string one = open_feature_network("pixels", {.data = &data()})->identity();
  EXPECT_EQ(one, open_feature_network("pixels", {.data = &data()})->identity());
  take_two_sources();
  data_.reset();
  EXPECT_NE(one,
            open_feature_network("pixels", {.data = &data(), .field = "b/images"})->identity());
}

}  // namespace
}  // namespace tandem
