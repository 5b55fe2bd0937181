// The VAE against what is known in closed form.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/utils.h>

#include <cmath>
#include <numbers>

#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "tests/support/family_with.h"

namespace tandem {
namespace {

DataDescription small_images() {
  return {.fields = {{.name = "images", .shape = {2, 3, 1}, .type = "uint8"}}};
}

Objective objective_of(GenerativeModel& model) { return model.objectives().at(0); }

/// With a linear decoder and Gaussian pixels, p(x) = N(b, W·Wᵀ + σ²·I).
TEST(Vae, ImportanceSamplingFindsTheExactLikelihoodOfALinearModel) {
  torch::manual_seed(1);
  const double deviation = 0.7;
  const Family family = family_with("vae", {{"hidden_widths", std::vector<int64_t>{}},
                                            {"latent_size", int64_t{2}},
                                            {"likelihood", std::string("gaussian")},
                                            {"deviation", deviation}});
  const auto model = family.build(small_images());
  const torch::NoGradGuard no_gradients;
  const auto decoder = model->networks()[1].module->named_parameters();
  const at::Tensor weight = decoder["0.weight"].to(at::kDouble);
  const at::Tensor bias = decoder["0.bias"].to(at::kDouble);
  const at::Tensor images = at::rand({4, 1, 2, 3});
  const at::Tensor covariance =
      weight.mm(weight.t()) + deviation * deviation * at::eye(6, at::kDouble);
  const at::Tensor centred = images.flatten(1).to(at::kDouble) - bias;
  const at::Tensor exact = (centred.mm(at::linalg_inv(covariance)) * centred).sum(1) * -0.5 -
                           0.5 * at::logdet(covariance) - 3 * std::log(2 * std::numbers::pi);
  const at::Tensor estimate = require<EstimatesLikelihood>(*model).log_likelihood(images, 20000);
  EXPECT_TRUE(at::allclose(estimate.to(at::kDouble), exact, 0.0, 0.02)) << estimate << exact;
}

TEST(Vae, TheWeightOfTheDivergenceRises) {
  const Family family = family_with("vae", {{"warmup_steps", int64_t{10}}, {"beta", 4.0}});
  const auto model = family.build(small_images());
  const Objective objective = objective_of(*model);
  ASSERT_EQ(objective.coefficients.size(), 1u);
  EXPECT_EQ(objective.coefficients[0].value(0), 0.0);
  EXPECT_EQ(objective.coefficients[0].value(5), 2.0);
  EXPECT_EQ(objective.coefficients[0].value(500), 4.0);
  const Batch batch({{"images", at::rand({4, 1, 2, 3})}});
  CoefficientValues values = make_coefficients(objective, at::kCPU);
  for (const auto& [step, weight] : {std::pair{0, 0.0F}, std::pair{5, 2.0F}}) {
    set_coefficients(values, objective, step);
    const Losses losses = objective.loss(batch, {at::kCPU, 0, 4, values});
    EXPECT_NEAR(losses.total.item<float>(),
                (losses.terms[1] + losses.terms[2] * weight).item<float>(), 1e-4);
  }
}

TEST(Vae, ALearnedDeviationIsTrainedToTheErrorOfThePixels) {
  torch::manual_seed(1);
  const Family family = family_with(
      "vae",
      {{"likelihood", std::string("gaussian")}, {"learned_deviation", true}, {"deviation", 0.5}});
  const auto model = family.build(small_images());
  const Objective objective = objective_of(*model);
  EXPECT_EQ(objective.trains.back(), "deviation");
  at::Tensor log_deviation = model->networks()[2].module->parameters()[0];
  const Batch batch({{"images", at::rand({64, 1, 2, 3})}});
  // d/d log σ of the loss is 0 where σ² is the mean squared error.
  const auto slope = [&](double value) {
    {
      const torch::NoGradGuard no_gradients;
      log_deviation.fill_(std::log(value));
    }
    torch::manual_seed(2);
    const Losses losses = objective.loss(batch, {at::kCPU, 0, 64, {}});
    return torch::autograd::grad({losses.total}, {log_deviation})[0].item<double>();
  };
  EXPECT_LT(slope(0.01), 0.0);
  EXPECT_GT(slope(10.0), 0.0);
  // At σ = 1 the slope is pixels · (1 − mean squared error).
  const double error = 1.0 - slope(1.0) / 6.0;
  EXPECT_NEAR(slope(std::sqrt(error)), 0.0, 1e-3);
}

TEST(Vae, BinarizedImagesAreDrawnFromTheIntensities) {
  const Family family = family_with("vae", {{"binarized", true}});
  const auto model = family.build(small_images());
  const Objective objective = objective_of(*model);
  const Batch batch({{"images", at::full({4, 1, 2, 3}, 0.5)}});
  const auto part = [&](size_t network, const at::Tensor& input) {
    return model->networks()[network].module->as<torch::nn::SequentialImpl>()->forward(input);
  };
  for (const uint64_t seed : {1, 2}) {
    torch::manual_seed(seed);
    const Losses losses = objective.loss(batch, {at::kCPU, 0, 4, {}});
    torch::manual_seed(seed);
    // Drawn once: the encoder sees what the decoder is to give.
    const at::Tensor seen = at::bernoulli(batch.field("images")).flatten(1);
    const auto posterior = part(0, seen).chunk(2, 1);
    const at::Tensor noise = at::randn_like(posterior[0]);
    const at::Tensor logits = part(1, posterior[0] + noise * (posterior[1] / 2).exp());
    const at::Tensor expected = (at::softplus(logits) - logits * seen).sum(1).mean();
    EXPECT_NEAR(losses.terms[1].item<float>(), expected.item<float>(), 1e-5);
  }
}

TEST(Vae, WithACapacityTheDivergenceIsDrawnTowardsIt) {
  torch::manual_seed(1);
  const Family family = family_with("vae", {{"capacity.weight", 30.0},
                                            {"capacity.nats", 8.0},
                                            {"capacity.steps", int64_t{4}},
                                            {"beta", 7.0}});
  const auto model = family.build(small_images());
  const Objective objective = objective_of(*model);
  CoefficientValues values = make_coefficients(objective, at::kCPU);
  const Batch batch({{"images", at::rand({4, 1, 2, 3})}});
  for (const auto& [step, capacity] : {std::pair{0, 0.0}, {1, 2.0}, {4, 8.0}, {900, 8.0}}) {
    set_coefficients(values, objective, step);
    const Losses losses = objective.loss(batch, {at::kCPU, 0, 4, values});
    const double kl = losses.terms[2].item<double>();
    ASSERT_LT(kl, 2.0) << "below the capacity from step 1 on";
    EXPECT_NEAR(losses.total.item<double>(),
                losses.terms[1].item<double>() + 30.0 * std::abs(kl - capacity), 1e-3)
        << step;
  }
}

/// The probability that a Gaussian of the levels' width gives to each of 256 levels.
TEST(Vae, DequantizedItsLikelihoodIsThatOfTheLevels) {
  torch::manual_seed(1);
  const double deviation = 0.004;
  const Family family = family_with("vae", {{"hidden_widths", std::vector<int64_t>{}},
                                            {"latent_size", int64_t{1}},
                                            {"likelihood", std::string("gaussian")},
                                            {"dequantized", true},
                                            {"deviation", deviation}});
  const auto model =
      family.build({.fields = {{.name = "images", .shape = {1, 1, 1}, .type = "uint8"}}});
  auto& estimates = require<EstimatesLikelihood>(*model);
  EXPECT_EQ(estimates.likelihood_kind().num_levels, 256);
  const torch::NoGradGuard no_gradients;
  for (at::Tensor parameter : model->networks()[0].module->parameters()) parameter.zero_();
  const auto decoder = model->networks()[1].module->named_parameters();
  decoder["0.weight"].fill_(0.0);
  decoder["0.bias"].fill_(0.5);
  const at::Tensor levels = at::arange(124, 132);
  const at::Tensor images = (levels / 255.0).to(at::kFloat).view({-1, 1, 1, 1});
  const auto below = [&](const at::Tensor& edges) {
    return 0.5 * (1.0 + ((edges / 256.0 - 0.5) / (deviation * std::numbers::sqrt2)).erf());
  };
  const at::Tensor exact = (below(levels + 1) - below(levels)).log();
  const at::Tensor estimate = estimates.log_likelihood(images, 20000);
  EXPECT_TRUE(at::allclose(estimate.to(at::kDouble), exact.to(at::kDouble), 0.0, 0.05))
      << estimate << exact;
}

TEST(Vae, ItsLikelihoodIsWhatItsPixelsAre) {
  const auto kind_with = [](const std::vector<std::pair<std::string, OptionValue>>& options) {
    const auto model = family_with("vae", options).build(small_images());
    return require<EstimatesLikelihood>(*model).likelihood_kind();
  };
  EXPECT_EQ(kind_with({}).num_levels, 2);
  EXPECT_FALSE(kind_with({}).quantizes) << "intensities are taken as means";
  EXPECT_TRUE(kind_with({{"binarized", true}}).quantizes);
  EXPECT_EQ(kind_with({{"likelihood", std::string("gaussian")}}).num_levels, 0);
  for (const char* option : {"dequantized", "learned_deviation"}) {
    EXPECT_THROW(kind_with({{option, true}}), ConfigError) << option;
  }
  EXPECT_THROW(kind_with({{"likelihood", std::string("gaussian")}, {"binarized", true}}),
               ConfigError);
}

}  // namespace
}  // namespace tandem
