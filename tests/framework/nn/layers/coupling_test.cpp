#include "framework/nn/layers/coupling.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include "framework/core/error.h"
#include "tests/support/bijections.h"

namespace tandem {
namespace {

/// Both masks, both ways round.
class CouplingTest : public testing::TestWithParam<std::tuple<CouplingMask, bool>> {
 protected:
  CouplingTest() { torch::manual_seed(1); }

  bool is_checkerboard() const { return std::get<0>(GetParam()) == CouplingMask::kCheckerboard; }

  /// Over images of 4×4, in float64.
  AffineCoupling coupling() const {
    AffineCoupling coupling(CouplingOptions{.mask = std::get<0>(GetParam()),
                                            .flipped = std::get<1>(GetParam()),
                                            .channels = num_channels(),
                                            .hidden_channels = 6});
    coupling->to(at::kDouble);
    return coupling;
  }

  int64_t num_channels() const { return is_checkerboard() ? 3 : 4; }

  at::Tensor images(int64_t count) const {
    return at::randn({count, num_channels(), 4, 4}, at::kDouble);
  }
};

TEST_P(CouplingTest, StartsAsTheIdentity) {
  const at::Tensor input = images(2);
  const Transformed output = coupling()->forward(input);
  EXPECT_TRUE(at::equal(output.values, input));
  EXPECT_TRUE(at::equal(output.log_determinant, at::zeros({2}, at::kDouble)));
}

TEST_P(CouplingTest, TheInverseBringsTheImagesBack) {
  AffineCoupling layer = coupling();
  disturb(*layer, 0.3);
  const at::Tensor input = images(5);
  const at::Tensor output = layer->forward(input).values;
  EXPECT_GT((output - input).abs().max().item<double>(), 0.1);
  EXPECT_LT((layer->inverse(output) - input).abs().max().item<double>(), 1e-10);
}

TEST_P(CouplingTest, TheLogDeterminantIsThatOfTheJacobian) {
  AffineCoupling layer = coupling();
  disturb(*layer, 0.3);
  const at::Tensor input = images(3);
  const at::Tensor got = layer->forward(input).log_determinant;
  for (int64_t i = 0; i < 3; ++i) {
    const at::Tensor right =
        log_determinant_of([&](const at::Tensor& image) { return layer->forward(image).values; },
                           input.narrow(0, i, 1));
    EXPECT_NEAR(got[i].item<double>(), right.item<double>(), 1e-9);
    EXPECT_GT(std::abs(right.item<double>()), 1e-3);
  }
}

TEST_P(CouplingTest, HalfOfTheImageStaysAsItIs) {
  AffineCoupling layer = coupling();
  disturb(*layer, 0.3);
  const at::Tensor input = images(1);
  const at::Tensor stays = layer->forward(input).values.eq(input)[0];
  const bool flipped = std::get<1>(GetParam());
  const at::Tensor expected =
      is_checkerboard() ? checkerboard(4, 4, flipped, at::kFloat)[0].to(at::kBool).expand({3, 4, 4})
                        : at::arange(4).ge(2).eq(flipped).view({4, 1, 1}).expand({4, 4, 4});
  EXPECT_TRUE(at::equal(stays, expected));
}

TEST_P(CouplingTest, TheScaleIsBounded) {
  AffineCoupling layer = coupling();
  disturb(*layer, 100.0);
  const torch::NoGradGuard no_gradients;
  layer->named_parameters()["scale_bound"].fill_(2.0);
  const at::Tensor log_determinant = layer->forward(images(5)).log_determinant;
  const double num_changed = static_cast<double>(num_channels()) * 16 / 2;
  EXPECT_LE(log_determinant.abs().max().item<double>(), 2.0 * num_changed);
}

INSTANTIATE_TEST_SUITE_P(Masks, CouplingTest,
                         testing::Combine(testing::Values(CouplingMask::kCheckerboard,
                                                          CouplingMask::kChannels),
                                          testing::Bool()));

TEST(Coupling, AnOddNumberOfChannelsHasNoHalves) {
  EXPECT_THROW(AffineCoupling(CouplingOptions{
                   .mask = CouplingMask::kChannels, .channels = 3, .hidden_channels = 2}),
               Error);
}

TEST(Checkerboard, IsOneWhereTheSumOfThePlacesIsEven) {
  const at::Tensor expected = at::tensor({1.0F, 0.0F, 1.0F, 0.0F, 1.0F, 0.0F}).view({1, 1, 2, 3});
  EXPECT_TRUE(at::equal(checkerboard(2, 3, false, at::kFloat), expected));
  EXPECT_TRUE(at::equal(checkerboard(2, 3, true, at::kFloat), 1.0 - expected));
}

}  // namespace
}  // namespace tandem
