// WGAN-GP: its penalty against one computed by hand, its networks, what it refuses.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/utils.h>

#include <cmath>

#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "framework/model/losses/penalty.h"
#include "tests/support/error_message.h"
#include "tests/support/family_with.h"

namespace tandem {
namespace {

using Options = std::vector<std::pair<std::string, OptionValue>>;

std::string text(const char* value) { return value; }

std::unique_ptr<GenerativeModel> small_model(int64_t size, int64_t channels, Options options) {
  for (const auto& [name, value] : Options{{"base_channels", int64_t{6}},
                                           {"growth_rate", int64_t{3}},
                                           {"layers_per_block", int64_t{2}},
                                           {"latent_size", int64_t{8}}}) {
    options.emplace_back(name, value);
  }
  torch::manual_seed(1);
  return family_with("wgan_gp", options)
      .build({.fields = {{.name = "images", .shape = {size, size, channels}, .type = "uint8"}}});
}

torch::nn::SequentialImpl& critic_of(GenerativeModel& model) {
  return dynamic_cast<torch::nn::SequentialImpl&>(*model.networks()[1].module);
}

Batch images_of(int64_t count, int64_t size, int64_t channels) {
  return Batch({{"images", at::rand({count, channels, size, size}) * 2 - 1}});
}

Losses critic_loss(GenerativeModel& model, const Batch& batch) {
  torch::manual_seed(5);
  return model.objectives()[0].loss(batch, {at::kCPU, 0, batch.size()});
}

/// Norms of the gradient of each sample's score, (N).
at::Tensor gradient_norms(GenerativeModel& model, const at::Tensor& points) {
  const at::Tensor input = points.clone().requires_grad_(true);
  const at::Tensor sum = critic_of(model).forward(input).sum();
  return torch::autograd::grad({sum}, {input})[0].flatten(1).norm(2, {1});
}

TEST(WganGp, ThePenaltyIsThatOfThePointsOfItsKind) {
  for (const std::string kind : {"interpolated", "dragan"}) {
    const auto model = small_model(28, 1, {{"penalty", kind}});
    const Batch batch = images_of(6, 28, 1);
    const at::Tensor real = batch.field("images");
    const Losses losses = critic_loss(*model, batch);
    torch::manual_seed(5);
    auto& generates = require<Generates>(*model);
    const at::Tensor fake = generates.generate(generates.draw_latents(6)).detach();
    const at::Tensor place = at::rand({6, 1, 1, 1});
    at::Tensor points = fake + (real - fake) * place;
    if (kind == "dragan") {
      const double variance = (real - real.mean()).square().mean().item<double>();
      points = real + place * (at::rand(real.sizes()) * 0.5 * std::sqrt(variance));
    }
    const at::Tensor norms = gradient_norms(*model, points);
    EXPECT_NEAR(losses.terms[1].item<float>(), (norms - 1).square().mean().item<float>(), 1e-4);
    EXPECT_NEAR(losses.terms[2].item<float>(), norms.mean().item<float>(), 1e-4);
    const at::Tensor estimate =
        critic_of(*model).forward(real).mean() - critic_of(*model).forward(fake).mean();
    EXPECT_NEAR(losses.terms[0].item<float>(), estimate.item<float>(), 1e-5);
    EXPECT_NEAR(losses.total.item<float>(), (losses.terms[1] * 10 - estimate).item<float>(), 1e-4);
  }
}

TEST(WganGp, AOneSidedPenaltyLeavesShortGradientsAlone) {
  const Batch batch = images_of(4, 28, 1);
  for (const bool one_sided : {true, false}) {
    const auto model = small_model(28, 1, {{"one_sided", one_sided}});
    {
      const torch::NoGradGuard no_gradients;
      for (at::Tensor& weight : critic_of(*model).parameters()) weight.mul_(0.5);
    }
    const Losses losses = critic_loss(*model, batch);
    ASSERT_LT(losses.terms[2].item<float>(), 0.9F);
    EXPECT_EQ(losses.terms[1].item<float>() == 0.0F, one_sided);
  }
}

TEST(WganGp, TheLossOfDraganIsThatOfTheFirstGan) {
  const auto model = small_model(28, 1, {{"loss", text("non_saturating")}});
  const Batch batch = images_of(4, 28, 1);
  const Losses losses = critic_loss(*model, batch);
  torch::manual_seed(5);
  auto& generates = require<Generates>(*model);
  const at::Tensor fake = generates.generate(generates.draw_latents(4));
  const at::Tensor expected =
      at::softplus(-critic_of(*model).forward(batch.field("images"))).mean() +
      at::softplus(critic_of(*model).forward(fake)).mean();
  EXPECT_NEAR((losses.total - 10 * losses.terms[1]).item<float>(), expected.item<float>(), 1e-5);
  torch::manual_seed(5);
  const float generator =
      model->objectives()[1].loss(Batch(), {at::kCPU, 0, 4}).total.item<float>();
  EXPECT_NEAR(generator, at::softplus(-critic_of(*model).forward(fake)).mean().item<float>(), 1e-5);
}

TEST(WganGp, TheGeneratorMayTakeSeveralBatches) {
  const auto model = small_model(28, 1, {{"generator_batches", int64_t{2}}});
  torch::manual_seed(5);
  const float loss = model->objectives()[1].loss(Batch(), {at::kCPU, 0, 3}).total.item<float>();
  torch::manual_seed(5);
  auto& generates = require<Generates>(*model);
  const at::Tensor fake = generates.generate(generates.draw_latents(6));
  EXPECT_EQ(loss, -critic_of(*model).forward(fake).mean().item<float>());
}

TEST(WganGp, DequantizedPixelsStayWithinALevelOfGreyAndOnlyInTraining) {
  const auto model = small_model(28, 1, {{"dequantized", true}, {"penalty_weight", 0.0}});
  const auto plain = small_model(28, 1, {{"penalty_weight", 0.0}});
  const Batch batch = images_of(4, 28, 1);
  const auto estimate = [&](GenerativeModel& which) {
    return critic_loss(which, batch).terms[0].item<float>();
  };
  EXPECT_NE(estimate(*model), estimate(*plain));
  EXPECT_NEAR(estimate(*model), estimate(*plain), 1e-2);
  critic_of(*model).eval();
  EXPECT_EQ(estimate(*model), estimate(*plain));
}

class WganGpBackbone : public testing::TestWithParam<std::tuple<std::string, std::string>> {};

TEST_P(WganGpBackbone, ThePenaltyReachesTheCriticsWeights) {
  const auto& [backbone, activation] = GetParam();
  for (const std::string norm : {"none", "layer"}) {
    const auto model = small_model(
        16, 3, {{"backbone", backbone}, {"activation", activation}, {"critic_norm", norm}});
    const Batch batch = images_of(3, 16, 3);
    EXPECT_TRUE(critic_loss(*model, batch).total.isfinite().item<bool>());
    const at::Tensor penalty =
        gradient_penalty(
            [&](const at::Tensor& points) { return critic_of(*model).forward(points); },
            batch.field("images"), /*one_sided=*/false)
            .penalty;
    const std::vector<at::Tensor> weights = critic_of(*model).parameters();
    const auto gradients = torch::autograd::grad({penalty}, weights, {}, false, false, true);
    for (const at::Tensor& gradient : gradients) {
      EXPECT_TRUE(!gradient.defined() || gradient.isfinite().all().item<bool>());
    }
    EXPECT_GT(gradients.front().abs().sum().item<float>(), 0.0F);
  }
}

INSTANTIATE_TEST_SUITE_P(BackbonesAndActivations, WganGpBackbone,
                         testing::Combine(testing::Values("convolutional", "residual", "dense"),
                                          testing::Values("relu", "leaky_relu", "silu", "sigmoid",
                                                          "tanh")),
                         [](const auto& instance) {
                           return std::get<0>(instance.param) + "_" + std::get<1>(instance.param);
                         });

/// So that a penalty on slopes other than 1 does not begin by making the critic some forty times
/// steeper, as it would from the default weights of LibTorch.
TEST(WganGp, TheConvolutionalCriticBeginsNearASlopeOfOne) {
  for (const int64_t channels : {1, 3}) {
    torch::manual_seed(1);
    const auto model =
        family_with("wgan_gp", {{"base_channels", int64_t{16}}})
            .build({.fields = {{.name = "images", .shape = {28, 28, channels}, .type = "uint8"}}});
    const at::Tensor images = images_of(16, 28, channels).field("images");
    const double slope = gradient_norms(*model, images).mean().item<double>();
    EXPECT_GT(slope, 0.4);
    EXPECT_LT(slope, 2.0);
    auto& generates = require<Generates>(*model);
    const at::Tensor fake = generates.generate(generates.draw_latents(16));
    EXPECT_GT(fake.std(0).mean().item<double>(), 0.1) << "a generator that begins nearly constant";
    for (const Network& network : model->networks()) {
      for (const auto& parameter : network.module->named_parameters()) {
        if (parameter.value().dim() == 1) {
          EXPECT_TRUE(parameter.value().eq(0).all().item<bool>()) << parameter.key();
        }
      }
    }
  }
}

TEST(WganGp, BatchNormInTheCriticIsRefusedWithTheReason) {
  const std::string message = message_of<ConfigError>([] {
    small_model(28, 1, {{"critic_norm", text("batch")}});
  });
  EXPECT_NE(message.find("model.critic_norm"), std::string::npos) << message;
  EXPECT_NE(message.find("each sample by itself"), std::string::npos) << message;
}

TEST(WganGp, NoUpdatesOfTheCriticAndANegativeWeightAreNoValues) {
  const Family family = family_with("wgan_gp", {});
  const auto accepts = [&](const std::string& option, const OptionValue& value) {
    return option_of(family, option).broken_constraint(value) == nullptr;
  };
  EXPECT_FALSE(accepts("critic_updates", int64_t{0}));
  EXPECT_TRUE(accepts("critic_updates", int64_t{1}));
  EXPECT_FALSE(accepts("penalty_weight", -0.5));
  EXPECT_TRUE(accepts("penalty_weight", 0.0));
}

}  // namespace
}  // namespace tandem
