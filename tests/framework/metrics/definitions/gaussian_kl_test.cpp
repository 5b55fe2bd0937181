// Divergences of generated images from real ones, both ways.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/speckled_evaluation.h"

namespace tandem {
namespace {

using GaussianKl = SpeckleEvaluation;

TEST_F(GaussianKl, OfNewImagesOfTheLawIsAFewTimesWhatIsExpected) {
  const double floor = measured("gaussian_kl", "gaussian_kl_floor", new_speckles());
  EXPECT_NEAR(floor, (1.0 / 200 + 1.0 / 250) * 2 * 5 / 4, 1e-12);
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

TEST_F(GaussianKl, IsNotThereForACollapse) {
  SpeckleGenerator one({{100, 100}});
  const auto records = records_of("gaussian_kl", one, plan());
  for (const EvaluationRecord& record : records) EXPECT_NE(record.note, "");
  EXPECT_TRUE(values_of(records).empty());
}

}  // namespace
}  // namespace tandem
