// Maps of neighbours: their probabilities, the gradient, and clouds that stay clouds.
#include "framework/statistics/t_sne.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "framework/core/error.h"
#include "framework/device/generator_seeding.h"

namespace tandem {
namespace {

TEST(NeighbourProbabilities, AreSymmetricAndSumToOne) {
  seed_generators(at::kCPU, 1);
  const at::Tensor probabilities = neighbour_probabilities(at::randn({60, 5}, at::kDouble), 10);
  EXPECT_TRUE(at::equal(probabilities, probabilities.t()));
  EXPECT_NEAR(probabilities.sum().item<double>(), 1.0, 1e-9);
  EXPECT_EQ(probabilities.diagonal().sum().item<double>(), 0.0);
  // Rows as far from each other as from any: all are neighbours alike.
  const at::Tensor even = neighbour_probabilities(at::eye(4, at::kDouble), 3);
  EXPECT_NEAR(even[0][1].item<double>(), 1.0 / 12, 1e-9);
}

/// All rows of a circle see the same: their own probabilities are those of pairs, of which the
/// entropy is that of the perplexity.
TEST(NeighbourProbabilities, HaveThePerplexityThatIsAskedFor) {
  const at::Tensor angle = at::arange(60, at::kDouble) * (2 * std::numbers::pi / 60);
  const at::Tensor circle = at::stack({angle.cos(), angle.sin()}, 1);
  const at::Tensor own = neighbour_probabilities(circle, 10)[0] * 60;
  EXPECT_NEAR(-at::xlogy(own, own).sum().item<double>(), std::log(10), 1e-6);
}

TEST(NeighbourProbabilities, RefuseTooManyRows) {
  EXPECT_THROW(neighbour_probabilities(at::zeros({5001, 1}), 30), DataError);
}

TEST(MapGradient, IsTheSlopeOfTheDivergence) {
  seed_generators(at::kCPU, 2);
  const at::Tensor probabilities = neighbour_probabilities(at::randn({20, 5}, at::kDouble), 5);
  const at::Tensor positions = at::randn({20, 2}, at::kDouble);
  const at::Tensor gradient = map_gradient(probabilities, positions);
  for (const int64_t row : {0, 7, 19}) {
    at::Tensor step = at::zeros_like(positions);
    step[row][1] = 1e-5;
    const double slope = (map_divergence(probabilities, positions + step) -
                          map_divergence(probabilities, positions - step)) /
                         2e-5;
    EXPECT_NEAR(gradient[row][1].item<double>(), slope, 1e-8);
  }
  EXPECT_NEAR(gradient.sum().item<double>(), 0.0, 1e-12);
}

TEST(TSne, KeepsCloudsApart) {
  seed_generators(at::kCPU, 3);
  const at::Tensor cloud = at::arange(60).remainder(2).to(at::kDouble);
  at::Tensor rows = at::randn({60, 4}, at::kDouble);
  rows.select(1, 0).add_(20 * cloud);
  // The clouds lie on one another where the descent begins.
  const at::Tensor map = t_sne(rows, rows.narrow(1, 1, 2));
  const at::Tensor distances = at::cdist(map, map);
  const at::Tensor is_same = cloud.unsqueeze(0) == cloud.unsqueeze(1);
  EXPECT_LT(distances.masked_select(is_same).mean().item<double>(),
            distances.masked_select(~is_same).mean().item<double>() / 3);
  EXPECT_TRUE(at::equal(map, t_sne(rows, rows.narrow(1, 1, 2))));
}

}  // namespace
}  // namespace tandem
