// Divergences of generated images from real ones, both ways.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/speckled_evaluation.h"

namespace tandem {
namespace {

using GaussianKl = SpeckleEvaluation;

TEST_F(GaussianKl, OfNewImagesOfTheLawIsAFewTimesWhatIsExpected) {
  const double floor = measured("gaussian_kl", "gaussian_kl_floor", new_speckles());
  EXPECT_NEAR(floor, (1.0 / 200 + 1.0 / 250) * 2 * 5 / 4, 0.03 * floor);
  EXPECT_LT(measured("gaussian_kl", "gaussian_kl", new_speckles()), 4 * floor);
  EXPECT_LT(measured("gaussian_kl", "gaussian_kl_of_data", new_speckles()), 4 * floor);
}

/// Half of the law: as seen from the data far more is missing than, the other way, is too much.
TEST_F(GaussianKl, IsLargerFromTheDataForADroppedHalf) {
  std::vector<Speckle> bright;
  for (const Speckle& speckle : draw_speckles(4000, 99)) {
    if (speckle.first >= 160 && speckle.second >= 160) bright.push_back(speckle);
  }
  const double of_data = measured("gaussian_kl", "gaussian_kl_of_data", SpeckleGenerator(bright));
  EXPECT_GT(of_data, measured("gaussian_kl", "gaussian_kl", SpeckleGenerator(bright)));
}

TEST_F(GaussianKl, IsInfiniteForACollapse) {
  SpeckleGenerator one({{100, 100}});
  const auto records = records_of("gaussian_kl", one, plan());
  ASSERT_EQ(records.size(), 1U);
  EXPECT_NE(records.front().note.find("do not vary"), std::string::npos) << records.front().note;
  ASSERT_EQ(records.front().values.size(), 2U);
  EXPECT_FALSE(std::isfinite(records.front().values.front().value.value_or(NAN)));
}

/// Sees the first pixel and the mean, and no number in white.
class BlindedNetwork : public FeatureNetwork {
 public:
  std::string name() const override { return "blinded"; }
  std::string identity() const override { return "blinded"; }
  bool accepts(const ImageShape&) const override { return true; }
  std::string accepted_images() const override { return "images"; }
  int64_t num_features() const override { return 2; }
  int64_t num_classes() const override { return 0; }
  const std::vector<std::string>& class_names() const override { return class_names_; }
  SeenBatch see(const at::Tensor& pixels) override {
    const at::Tensor values = pixels.flatten(1).to(at::kFloat);
    const at::Tensor seen = at::stack({values.select(1, 0), values.mean(1)}, 1);
    return {seen.masked_fill(seen == 255, NAN), at::empty({pixels.size(0), 0})};
  }

 private:
  std::vector<std::string> class_names_;
};

TEST_F(GaussianKl, OfFeaturesThatAreNotFiniteSaysSo) {
  MeasuringNetworks networks(std::make_unique<BlindedNetwork>());
  SpeckleGenerator white({{255, 255}});
  const auto records = records_of("gaussian_kl", white, plan(&networks));
  ASSERT_EQ(records.size(), 1U);
  EXPECT_NE(records.front().note.find("not finite"), std::string::npos) << records.front().note;
}

}  // namespace
}  // namespace tandem
