// The bound of the information at what is known: even guesses and certainty.
#include "framework/model/losses/information.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace tandem {
namespace {

TEST(Information, OfACategoricalCodeLiesBetweenNothingAndItsEntropy) {
  const at::Tensor codes = at::eye(4);
  EXPECT_NEAR(categorical_information(at::zeros({4, 4}), codes).item<double>(), 0.0, 1e-6);
  EXPECT_NEAR(categorical_information(codes * 100, codes).item<double>(), std::log(4.0), 1e-6);
  EXPECT_LT(categorical_information((1 - codes) * 100, codes).item<double>(), -50);
}

TEST(Information, OfContinuousCodesIsLargestWhereTheyAreMet) {
  const at::Tensor codes = at::tensor({0.5, -0.25, 1.0, 0.0}).view({2, 2});
  const double each = std::log(2.0) - 0.5 * std::log(2 * std::numbers::pi * 0.01);
  EXPECT_NEAR(continuous_information(codes, codes, 0.1).item<double>(), 2 * each, 1e-5);
  EXPECT_NEAR(continuous_information(codes + 0.1, codes, 0.1).item<double>(), 2 * each - 1, 1e-4);
}

}  // namespace
}  // namespace tandem
