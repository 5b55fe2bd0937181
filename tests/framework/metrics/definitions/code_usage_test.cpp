// What latents of shades carry.
#include <gtest/gtest.h>

#include <cmath>

#include "framework/model/code_distribution.h"
#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

/// The first latent is the shade, the second the prior, whatever the image.
class HalfAsleep : public ModelOfShades, public Encodes, public EncodesDistribution {
 public:
  at::Tensor encode(const at::Tensor& images) override { return encode_distribution(images).mean; }
  CodeDistribution encode_distribution(const at::Tensor& images) override {
    const at::Tensor shades = images.mean({1, 2, 3});
    const at::Tensor zero = at::zeros_like(shades);
    return {.mean = at::stack({shades, zero}, 1), .log_variance = at::stack({zero - 1, zero}, 1)};
  }
};

using CodeUsage = ShadeEvaluation;

TEST_F(CodeUsage, CountsLatentsThatVaryAndAddsTheirDivergences) {
  HalfAsleep model;
  const auto records = records_of("code_usage", model, plan());
  const NamedValues values = values_of(records);
  EXPECT_EQ(value_named(values, "test/active_units"), 1.0);
  double squares = 0.0;
  for (int64_t label = 0; label < kNumShades; ++label) {
    squares += std::pow(shade_of(label) / 127.5 - 1, 2) / kNumShades;
  }
  const double expected = (squares + std::exp(-1.0) + 1 - 1) / 2;
  EXPECT_NEAR(value_named(values, "test/code_divergence"), expected, 1e-6);
  ASSERT_EQ(records[0].series.size(), 1U);
  EXPECT_NEAR(records[0].series[0].values[0], expected, 1e-6);
  EXPECT_EQ(records[0].series[0].values[1], 0.0);
}

}  // namespace
}  // namespace tandem
