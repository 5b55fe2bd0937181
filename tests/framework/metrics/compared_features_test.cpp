// What is compared with what, and how ranks share the work.
#include "framework/metrics/compared_features.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/support/computed_tiles.h"
#include "tests/support/one_of_two.h"
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

/// Rows of a tile know where it begins.
TEST_F(ComparedFeaturesTest, DealTilesAsIfOneComputedThem) {
  const std::vector<EvaluatedObjective> objectives;
  SpeckleGenerator generator = new_speckles();
  EvaluationPlan with = plan();
  const TileValues values = [](int64_t begin, int64_t end) {
    return at::stack({at::arange(begin, end, at::kDouble).sqrt(),
                      at::full({end - begin}, begin + 0.5, at::kDouble)},
                     1);
  };
  const int64_t num_rows = 2 * kTileRows + 7;
  const at::Tensor of_two = on_two_ranks(1, [&](Communicator& communicator) {
    MetricContext context({generator, data(), objectives}, with, communicator);
    return tile_dealer(context)(num_rows, 2, values);
  });
  EXPECT_TRUE(at::equal(of_two, compute_tiles(num_rows, 2, values)));
}

TEST_F(ComparedFeaturesTest, StandForAllOfSplitsWhoseRowsAreInOrder) {
  take_speckles_in_order();
  const std::vector<EvaluatedObjective> objectives;
  SpeckleGenerator generator = new_speckles();
  EvaluationPlan with = plan();
  with.num_samples = 50;
  MetricContext context({generator, data(), objectives}, with, communicator_);
  const Metric metric = only("kid").front();
  (void)context.begin_part({}, {&metric});
  const ComparedFeatures& compared = compared_features(context);
  // The first 50 of 200 reach to shade 96 of 64 … 191 or so.
  for (const at::Tensor& rows : {compared.real, compared.other}) {
    ASSERT_EQ(rows.size(0), 50);
    EXPECT_GT(rows.select(1, 0).amax().item<double>(), 160 / 255.0);
    EXPECT_LT(rows.select(1, 0).amin().item<double>(), 96 / 255.0);
    EXPECT_NEAR(rows.select(1, 0).narrow(0, 0, 25).mean().item<double>(), 0.5, 0.08)
        << "they come in no order";
  }
}

}  // namespace
}  // namespace tandem
