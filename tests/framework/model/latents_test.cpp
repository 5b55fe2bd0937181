// Noise, labels and codes in one latent vector.
#include "framework/model/latents.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/linear.h>
#include <torch/utils.h>

#include <cmath>

#include "framework/core/error.h"

namespace tandem {
namespace {

const LatentLayout& layout() {
  static const LatentLayout all(2, {{"label", 3}, {"code"}});
  return all;
}

TEST(Latents, NoiseIsOfTheTypeOfTheNetworkAndHasNoGradient) {
  torch::nn::Linear network(2, 2);
  network->to(at::kDouble);
  torch::manual_seed(1);
  const at::Tensor noise = draw_normal(4, 3, *network);
  EXPECT_FALSE(noise.requires_grad());
  torch::manual_seed(1);
  EXPECT_TRUE(at::equal(noise, at::randn({4, 3}, at::kDouble)));
}

TEST(Latents, ConditionsLieBehindTheNoiseAndAreDrawnEvenly) {
  torch::manual_seed(1);
  const at::Tensor noise = at::randn({3000, 2});
  const at::Tensor latents = layout().draw_behind(noise);
  ASSERT_EQ(latents.sizes(), (std::vector<int64_t>{3000, 6}));
  EXPECT_EQ(layout().size(), 6);
  EXPECT_TRUE(at::equal(latents.narrow(1, 0, 2), noise));
  const at::Tensor labels = layout().part(latents, 0), codes = layout().part(latents, 1);
  EXPECT_TRUE(at::equal(labels.sum(1), at::ones({3000})));
  EXPECT_TRUE(at::allclose(labels.mean(0), at::full({3}, 1.0 / 3), 0, 0.03));
  EXPECT_LE(codes.abs().max().item<float>(), 1.0F);
  EXPECT_NEAR(codes.mean().item<double>(), 0.0, 0.05);
  EXPECT_NEAR(codes.std().item<double>(), 1.0 / std::sqrt(3.0), 0.03);
}

TEST(Latents, AConditionIsSetAndTold) {
  const at::Tensor latents = layout().draw_behind(at::zeros({2, 2}));
  const at::Tensor set = layout().with_condition(latents, "label", at::tensor({2, 0}, at::kLong));
  EXPECT_TRUE(at::equal(layout().part(set, 0),
                        at::tensor({0., 0., 1., 1., 0., 0.}, at::kFloat).view({2, 3})));
  EXPECT_TRUE(at::equal(layout().part(set, 1), layout().part(latents, 1)));
  EXPECT_TRUE(at::equal(layout().condition_values(set, "label"), at::tensor({2, 0}, at::kLong)));
  EXPECT_THROW(layout().condition_values(set, "colour"), Error);
}

TEST(Latents, ACategoryThatIsNoneIsARowOfZeros) {
  EXPECT_TRUE(at::equal(as_one_hot(at::tensor({1, 5}, at::kLong), 2),
                        at::tensor({0., 1., 0., 0.}, at::kFloat).view({2, 2})));
}

}  // namespace
}  // namespace tandem
