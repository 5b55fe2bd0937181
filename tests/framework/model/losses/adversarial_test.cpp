#include "framework/model/losses/adversarial.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace tandem {
namespace {

/// Scores 0.5 and −2 of real samples, 0 and 3 of fake ones.
const double kSoft = std::log1p(std::exp(-0.5)) + std::log1p(std::exp(2.0));

struct Expected {
  double real;
  double fake;
  double generator;
};

std::map<std::string, Expected> expected_losses() {
  const double fake = (std::log(2.0) + std::log1p(std::exp(3.0))) / 2;
  const double fooled = (std::log(2.0) + std::log1p(std::exp(-3.0))) / 2;
  return {{"non_saturating", {kSoft / 2, fake, fooled}},
          {"minimax", {kSoft / 2, fake, -fake}},
          {"least_squares", {(0.25 + 9.0) / 2, 9.0 / 2, (1.0 + 4.0) / 2}},
          {"hinge", {(0.5 + 3.0) / 2, (1.0 + 4.0) / 2, -1.5}},
          {"wasserstein", {0.75, 1.5, -1.5}}};
}

TEST(LossesAdversarial, EveryNameIsTheLossOfItsPaper) {
  const at::Tensor real = at::tensor({0.5, -2.0}), fake = at::tensor({0.0, 3.0});
  ASSERT_EQ(std::size(kAdversarialLosses), expected_losses().size());
  for (const auto& [name, kind] : kAdversarialLosses) {
    const Expected expected = expected_losses().at(std::string(name));
    const RealFakeLosses losses = discriminator_losses(kind, real, fake);
    EXPECT_NEAR(losses.real.item<double>(), expected.real, 1e-6) << name;
    EXPECT_NEAR(losses.fake.item<double>(), expected.fake, 1e-6) << name;
    EXPECT_NEAR(losses.total.item<double>(), expected.real + expected.fake, 1e-6) << name;
    EXPECT_NEAR(generator_loss(kind, fake).item<double>(), expected.generator, 1e-6) << name;
  }
}

TEST(LossesAdversarial, SmoothingConcernsTheTargetOfRealSamplesAlone) {
  const at::Tensor real = at::tensor({0.9}), fake = at::tensor({0.0});
  const RealFakeLosses losses =
      discriminator_losses(AdversarialLoss::kLeastSquares, real, fake, 0.9);
  EXPECT_NEAR(losses.total.item<double>(), 0.0, 1e-7);
  const RealFakeLosses soft =
      discriminator_losses(AdversarialLoss::kNonSaturating, real, fake, 0.9);
  EXPECT_NEAR(soft.fake.item<double>(), std::log(2.0), 1e-6);
  EXPECT_NEAR(soft.real.item<double>(),
              0.9 * std::log1p(std::exp(-0.9)) + 0.1 * std::log1p(std::exp(0.9)), 1e-6);
}

TEST(LossesAdversarial, OnlyTheTotalCarriesAGradient) {
  const at::Tensor scores = at::randn({3, 1}).requires_grad_(true);
  const RealFakeLosses losses = discriminator_losses(AdversarialLoss::kHinge, scores, scores);
  EXPECT_FALSE(losses.real.requires_grad());
  EXPECT_FALSE(losses.fake.requires_grad());
  EXPECT_TRUE(losses.total.requires_grad());
}

}  // namespace
}  // namespace tandem
