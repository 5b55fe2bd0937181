// What is compared with what, and how ranks share the work.
#include "framework/metrics/compared_features.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/support/speckled_evaluation.h"

namespace tandem {
namespace {

using ComparedFeaturesTest = SpeckleEvaluation;

TEST_F(ComparedFeaturesTest, AreAsManyAsThereAreOfBoth) {
  const std::vector<EvaluatedObjective> objectives;
  SpeckleGenerator generator = new_speckles();
  EvaluationPlan with = plan();
  const MetricContext of_data({generator, data(), objectives}, with, communicator_);
  EXPECT_EQ(num_compared(of_data), kNumSpeckled);
  EvaluationPlan few = plan();
  few.num_samples = 9;
  const MetricContext of_few({generator, data(), objectives}, few, communicator_);
  EXPECT_EQ(num_compared(of_few), 9);
  EXPECT_FALSE(compares_enough(of_few, {}));
}

TEST_F(ComparedFeaturesTest, DealTilesAsIfOneComputedThem) {
  const std::vector<EvaluatedObjective> objectives;
  SpeckleGenerator generator = new_speckles();
  EvaluationPlan with = plan();
  MetricContext context({generator, data(), objectives}, with, communicator_);
  const TileValues values = [](int64_t begin, int64_t end) {
    return at::arange(begin, end, at::kDouble).sqrt().unsqueeze(1);
  };
  const int64_t num_rows = kTileRows + 7;
  EXPECT_TRUE(
      at::equal(tile_dealer(context)(num_rows, 1, values), compute_tiles(num_rows, 1, values)));
}

}  // namespace
}  // namespace tandem
