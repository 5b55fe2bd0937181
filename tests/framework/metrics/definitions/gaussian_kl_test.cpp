// Divergences of generated images from real ones, both ways.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/speckled_evaluation.h"

namespace tandem {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

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

/// Tells no classes; what it sees of an image follows from its first pixel and the mean.
class ProbeNetwork : public FeatureNetwork {
 public:
  std::string name() const override { return "probe"; }
  std::string identity() const override { return "probe"; }
  bool accepts(const ImageShape&) const override { return true; }
  std::string accepted_images() const override { return "images"; }
  int64_t num_classes() const override { return 0; }
  const std::vector<std::string>& class_names() const override { return class_names_; }
  SeenBatch see(const at::Tensor& pixels) override {
    const at::Tensor values = pixels.flatten(1).to(at::kFloat);
    return {features_of(values.select(1, 0), values.mean(1)), at::empty({pixels.size(0), 0})};
  }

 private:
  virtual at::Tensor features_of(const at::Tensor& first, const at::Tensor& mean) const = 0;

  std::vector<std::string> class_names_;
};

/// Waves of twelve lengths over the first pixel: as many directions in which images differ.
class WaveNetwork : public ProbeNetwork {
 public:
  int64_t num_features() const override { return 12; }

 private:
  at::Tensor features_of(const at::Tensor& first, const at::Tensor&) const override {
    return at::cos(first.unsqueeze(1) * at::arange(1, 13) * 0.04);
  }
};

TEST_F(GaussianKl, OfNoMoreImagesThanDirectionsThereIsNone) {
  MeasuringNetworks networks(std::make_unique<WaveNetwork>());
  SpeckleGenerator generator = new_speckles();
  const auto record_of = [&](int64_t num_samples) {
    EvaluationPlan few = plan(&networks);
    few.num_samples = num_samples;
    return records_of("gaussian_kl", generator, few).at(0);
  };
  EXPECT_THAT(record_of(12).values, IsEmpty());
  EXPECT_THAT(record_of(12).note, StartsWith("It takes 13 generated images"));
  EXPECT_EQ(record_of(13).note, "");
  EXPECT_THAT(record_of(13).values, SizeIs(2));
}

/// Sees no number in white.
class BlindedNetwork : public ProbeNetwork {
 public:
  int64_t num_features() const override { return 2; }

 private:
  at::Tensor features_of(const at::Tensor& first, const at::Tensor& mean) const override {
    const at::Tensor seen = at::stack({first, mean}, 1);
    return seen.masked_fill(seen == 255, NAN);
  }
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
