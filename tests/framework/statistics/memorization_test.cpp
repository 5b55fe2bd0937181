// What tells copies from new rows.
#include "framework/statistics/memorization.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "framework/device/generator_seeding.h"
#include "framework/statistics/k_means.h"
#include "framework/statistics/neighbours.h"
#include "tests/support/computed_tiles.h"

namespace tandem {
namespace {

double authentic_among(const at::Tensor& training, const at::Tensor& rows) {
  const OtherNeighbours found = other_neighbours(rows, training, {}, compute_tiles);
  return authentic_share(found.nearest, nearest_others(training, found.index, compute_tiles));
}

/// Of rows in three cells of the training rows.
double copying_of(const at::Tensor& training, const at::Tensor& unseen, const at::Tensor& rows) {
  const at::Tensor centers = k_means(training, 3, 1);
  const auto placed = [&](const at::Tensor& placed_rows) {
    return DistancesToTraining{nearest_center(placed_rows, centers),
                               other_neighbours(placed_rows, training, {}, compute_tiles).nearest};
  };
  return copying_z(placed(rows), placed(unseen), 3).value();
}

/// Half is no baseline.
TEST(AuthenticShare, OfEqualLawsRisesWithTheFeatures) {
  seed_generators(at::kCPU, 1);
  const auto share = [](int64_t num_features) {
    return authentic_among(at::randn({2000, num_features}), at::randn({2000, num_features}));
  };
  EXPECT_NEAR(share(2), 0.40, 0.04);
  EXPECT_NEAR(share(8), 0.57, 0.04);
  EXPECT_NEAR(share(32), 0.77, 0.04);
}

TEST(AuthenticShare, OfCopiesIsZero) {
  seed_generators(at::kCPU, 2);
  const at::Tensor training = at::randn({500, 8});
  EXPECT_EQ(authentic_among(training, training.narrow(0, 100, 300)), 0.0);
  EXPECT_LT(authentic_among(training, training + 0.01 * at::randn({500, 8})), 0.01);
}

TEST(MannWhitney, CountsPairsAndHalvesTies) {
  const at::Tensor first = at::tensor({1, 3, 5}, at::kDouble);
  const at::Tensor second = at::tensor({3, 4}, at::kDouble);
  // Larger in 2 of 6 pairs and equal in 1: 2.5 − 3.
  EXPECT_NEAR(mann_whitney_z(first, second), -0.5 / std::sqrt(3.0), 1e-14);
  EXPECT_NEAR(mann_whitney_z(second, first), 0.5 / std::sqrt(3.0), 1e-14);
}

TEST(Copying, IsFarBelowZeroForCopiesAndAboveForWhatLiesFar) {
  seed_generators(at::kCPU, 3);
  const auto draw = [] { return at::randn({600, 6}); };
  const at::Tensor training = draw(), unseen = draw();
  EXPECT_LT(copying_of(training, unseen, training), -15);
  EXPECT_LT(copying_of(training, unseen, training + 0.1 * draw()), -10);
  EXPECT_LT(std::abs(copying_of(training, unseen, draw())), 3);
  EXPECT_GT(copying_of(training, unseen, draw() * 3), 10);
}

TEST(Copying, LeavesOutCellsWithFewRows) {
  const auto rows = [](int64_t first_cell, int64_t second_cell, double distance) {
    return DistancesToTraining{
        at::cat({at::zeros({first_cell}, at::kLong), at::ones({second_cell}, at::kLong)}),
        at::cat({at::full({first_cell}, distance, at::kDouble),
                 at::zeros({second_cell}, at::kDouble)})};
  };
  // The rows of the second cell are equally near; 19 are too few.
  EXPECT_NEAR(copying_z(rows(20, 20, 1), rows(10, 30, 2), 2).value(),
              mann_whitney_z(at::zeros({20}), at::ones({10})) / 4, 1e-14);
  EXPECT_EQ(copying_z(rows(19, 20, 1), rows(10, 30, 2), 2).value(), 0.0);
  EXPECT_FALSE(copying_z(rows(19, 19, 1), rows(10, 30, 2), 2).has_value());
}

}  // namespace
}  // namespace tandem
