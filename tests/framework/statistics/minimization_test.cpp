// Minima that are known.
#include "framework/statistics/minimization.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(Minimize, FindsTheMinimumOfAnIllConditionedQuadratic) {
  const at::Tensor scale = at::logspace(0, 4, 12, 10.0, at::kDouble);
  const at::Tensor wanted = at::arange(12, at::kDouble);
  const auto function = [&](const at::Tensor& place) {
    const at::Tensor away = place - wanted;
    return ValueAndGradient{.value = (scale * away.square()).sum().item<double>() / 2,
                            .gradient = scale * away};
  };
  const at::Tensor found = minimize(function, at::zeros({12}, at::kDouble));
  EXPECT_TRUE(at::allclose(found, wanted, 0, 1e-9)) << found;
}

TEST(Minimize, EndsWhereRoundingHidesTheDescent) {
  int calls = 0;
  const auto function = [&](const at::Tensor& place) {
    ++calls;
    // Its value is known to six digits only.
    const double value = 1e6 + place.square().sum().item<double>();
    return ValueAndGradient{.value = static_cast<float>(value), .gradient = 2 * place};
  };
  const at::Tensor found = minimize(function, at::ones({3}, at::kDouble));
  EXPECT_LT(found.abs().max().item<double>(), 0.25);
  EXPECT_LT(calls, 1000);
}

TEST(Minimize, EndsAfterSoManySteps) {
  const at::Tensor scale = at::logspace(0, 4, 12, 10.0, at::kDouble);
  const auto function = [&](const at::Tensor& place) {
    return ValueAndGradient{.value = (scale * (place - 1).square()).sum().item<double>() / 2,
                            .gradient = scale * (place - 1)};
  };
  const at::Tensor start = at::zeros({12}, at::kDouble);
  const auto value_after = [&](int64_t num_steps) {
    return function(minimize(function, start, {.max_steps = num_steps})).value;
  };
  EXPECT_EQ(value_after(0), function(start).value);
  EXPECT_LT(value_after(1), value_after(0));
  EXPECT_LT(value_after(2), value_after(1));
  EXPECT_GT(value_after(2), 1e-3);
}

}  // namespace
}  // namespace tandem
