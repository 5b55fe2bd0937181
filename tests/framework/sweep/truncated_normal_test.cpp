#include "framework/sweep/truncated_normal.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

TEST(TruncatedNormal, MassesAreThoseOfTables) {
  EXPECT_NEAR(std::exp(log_normal_mass(-1, 1)), 0.6826894921370859, 1e-15);
  EXPECT_NEAR(std::exp(log_normal_mass(-1.96, 0)), 0.4750021048517795, 1e-15);
  EXPECT_EQ(log_normal_mass(-40, 40), 0);
  // scipy.stats.norm.logsf(10), of which the mass beyond 20 is nothing.
  EXPECT_NEAR(log_normal_mass(10, 20), -53.23128515051247, 1e-12);
  EXPECT_EQ(log_normal_mass(10, 20), log_normal_mass(-20, -10));
  EXPECT_TRUE(std::isinf(log_normal_mass(40, 41)));
}

TEST(TruncatedNormal, MassesOfPartsMakeThatOfTheWhole) {
  // Narrow parts, which have a formula of their own, at all distances from the middle.
  for (const double low : {-7.0, -0.5, 0.0, 2.0, 6.5}) {
    for (const int parts : {10, 40, 300}) {
      double sum = 0;
      for (int i = 0; i < parts; ++i) {
        sum += std::exp(log_normal_mass(low + i / static_cast<double>(parts),
                                        low + (i + 1) / static_cast<double>(parts)));
      }
      EXPECT_NEAR(sum / std::exp(log_normal_mass(low, low + 1)), 1, 1e-13) << low << ' ' << parts;
    }
  }
}

TEST(TruncatedNormal, QuantilesInvertMasses) {
  for (const auto& [low, high] : {std::pair(-1.0, 2.0), std::pair(-50.0, 0.5), std::pair(0.0, 3.0),
                                  std::pair(-0.25, 0.0), std::pair(-6.0, 60.0)}) {
    double previous = low;
    for (const double share : {1e-9, 0.01, 0.3, 0.5, 0.77, 0.999}) {
      const double point = truncated_normal_quantile(share, low, high);
      EXPECT_GT(point, previous);
      EXPECT_LT(point, high);
      EXPECT_NEAR(std::exp(log_normal_mass(low, point) - log_normal_mass(low, high)), share,
                  1e-15 + 1e-12 * share);
      previous = point;
    }
    EXPECT_EQ(truncated_normal_quantile(0, low, high), low);
  }
}

}  // namespace
}  // namespace tandem
