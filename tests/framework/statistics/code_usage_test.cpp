// Latents that carry something.
#include "framework/statistics/code_usage.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

TEST(ActiveUnits, VaryByMoreThanAHundredth) {
  const at::Tensor codes = at::tensor({0.0, 0.0, 3.0, 0.1, 0.2, 3.0}, at::kDouble).view({2, 3});
  EXPECT_EQ(active_units(codes), 1);  // variances 0.005, 0.02, 0
}

TEST(LatentDivergences, AreThoseFromTheStandardNormalDistribution) {
  const at::Tensor mean = at::tensor({0.0, 1.0, 0.0, -1.0}, at::kDouble).view({2, 2});
  const at::Tensor log_variance =
      at::tensor({0.0, 0.0, std::log(4.0), 0.0}, at::kDouble).view({2, 2});
  const at::Tensor divergences = latent_divergences(mean, log_variance);
  EXPECT_NEAR(divergences[0].item<double>(), (4 - std::log(4.0) - 1) / 4, 1e-12);
  EXPECT_NEAR(divergences[1].item<double>(), 0.5, 1e-12);
}

}  // namespace
}  // namespace tandem
