// Penalties on slopes that are known.
#include "framework/model/losses/penalty.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

namespace tandem {
namespace {

/// Gradients (3, 4)·scale, of norm 5·scale, at every point.
Score steep(double scale) {
  return [scale](const at::Tensor& points) {
    return points.matmul(at::tensor({3. * scale, 4. * scale}, at::kFloat));
  };
}

TEST(Penalty, IsTheSquaredDistanceOfTheNormFromOne) {
  const at::Tensor points = at::rand({6, 2});
  const GradientPenalty penalty = gradient_penalty(steep(1.0), points, /*one_sided=*/false);
  EXPECT_NEAR(penalty.penalty.item<float>(), 16, 1e-5);
  EXPECT_NEAR(penalty.mean_norm.item<float>(), 5, 1e-5);
}

TEST(Penalty, OfOneSideLeavesGentleSlopesAlone) {
  const at::Tensor points = at::rand({6, 2});
  EXPECT_NEAR(gradient_penalty(steep(0.1), points, false).penalty.item<float>(), 0.25, 1e-5);
  EXPECT_EQ(gradient_penalty(steep(0.1), points, true).penalty.item<float>(), 0);
  EXPECT_NEAR(gradient_penalty(steep(1.0), points, true).penalty.item<float>(), 16, 1e-5);
}

TEST(Penalty, AboutZeroIsTheSquaredNorm) {
  EXPECT_NEAR(zero_centered_penalty(steep(1.0), at::rand({6, 2})).item<float>(), 25, 1e-4);
}

TEST(Penalty, CanBeDifferentiatedInTheWeightsOfTheScore) {
  const at::Tensor weight = at::tensor({3., 4.}, at::kFloat).requires_grad_(true);
  const auto score = [&](const at::Tensor& points) { return points.matmul(weight); };
  const at::Tensor penalty = gradient_penalty(score, at::rand({2, 2}), false).penalty;
  // 2·(‖w‖ − 1)·w/‖w‖.
  EXPECT_TRUE(at::allclose(torch::autograd::grad({penalty}, {weight})[0],
                           at::tensor({4.8, 6.4}, at::kFloat), 1e-4, 1e-4));
}

TEST(Penalty, PointsLieOnTheLinesAtOnePlacePerSample) {
  torch::manual_seed(1);
  const at::Tensor places = interpolated_points(at::ones({50, 3, 2}), at::zeros({50, 3, 2}));
  EXPECT_TRUE(at::equal(places.flatten(1).amin(1), places.flatten(1).amax(1)));
  EXPECT_GE(places.min().item<float>(), 0);
  EXPECT_LE(places.max().item<float>(), 1);
  EXPECT_GT(places.std().item<float>(), 0.2);
}

}  // namespace
}  // namespace tandem
