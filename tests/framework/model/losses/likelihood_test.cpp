// Likelihoods, by hand.
#include "framework/model/losses/likelihood.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace tandem {
namespace {

double normal_nats(double distance, double deviation) {
  return 0.5 * std::log(2 * std::numbers::pi * deviation * deviation) +
         distance * distance / (2 * deviation * deviation);
}

TEST(Likelihood, OfBernoulliPixelsIsTheirCrossEntropySummedOverAnImage) {
  const at::Tensor logits = at::tensor({0., std::log(3.), 0., 0.}).view({2, 2});
  const at::Tensor targets = at::tensor({1., 0.5, 0., 1.}).view({2, 2});
  const double first = std::log(2.0) - 0.5 * std::log(0.75) - 0.5 * std::log(0.25);
  const double second = 2 * std::log(2.0);
  const at::Tensor each = bernoulli_negative_log_likelihoods(logits, targets);
  EXPECT_NEAR(each[0].item<double>(), first, 1e-6);
  EXPECT_NEAR(each[1].item<double>(), second, 1e-6);
  EXPECT_NEAR(bernoulli_negative_log_likelihood(logits, targets).item<double>(),
              (first + second) / 2, 1e-6);
}

TEST(Likelihood, OfGaussianPixelsHasItsNormalisation) {
  const at::Tensor mean = at::tensor({0., 1., 2., 0.}).view({2, 2});
  const at::Tensor targets = at::tensor({0.5, 1., 0., 0.}).view({2, 2});
  const double first = normal_nats(0.5, 0.7) + normal_nats(0, 0.7);
  const double second = normal_nats(2, 0.7) + normal_nats(0, 0.7);
  EXPECT_NEAR(gaussian_negative_log_likelihood(mean, targets, 0.7).item<double>(),
              (first + second) / 2, 1e-5);
  const at::Tensor each =
      gaussian_negative_log_likelihoods(mean, targets, at::full({1}, std::log(0.7)));
  EXPECT_NEAR(each[0].item<double>(), first, 1e-5);
  EXPECT_NEAR(each[1].item<double>(), second, 1e-5);
}

TEST(Likelihood, TheDivergenceFromAStandardNormalDistributionVanishesForIt) {
  const at::Tensor zero = at::zeros({3, 2});
  EXPECT_EQ(standard_normal_divergence(zero, zero).item<float>(), 0);
  // KL(N(m, v) || N(0, 1)) = (v + m² − 1 − log v)/2 for each of the two latents.
  const at::Tensor mean = at::full({3, 2}, 2.0), log_variance = at::full({3, 2}, std::log(3.0));
  EXPECT_NEAR(standard_normal_divergence(mean, log_variance).item<double>(),
              3.0 + 4.0 - 1.0 - std::log(3.0), 1e-5);
}

}  // namespace
}  // namespace tandem
