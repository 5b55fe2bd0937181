// The flow against sums over all images, and what it refuses.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/module.h>
#include <torch/utils.h>

#include <cmath>
#include <numbers>

#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "tests/support/bijections.h"
#include "tests/support/error_message.h"
#include "tests/support/family_with.h"

namespace tandem {
namespace {

using Options = std::vector<std::pair<std::string, OptionValue>>;

DataDescription images_of(int64_t height, int64_t width, int64_t channels) {
  return {.fields = {{.name = "images", .shape = {height, width, channels}, .type = "uint8"}}};
}

/// A small flow whose weights are not those of the start, in evaluation.
std::unique_ptr<GenerativeModel> disturbed_flow(const DataDescription& data, Options options) {
  torch::manual_seed(1);
  options.emplace_back("hidden_channels", int64_t{4});
  auto model = family_with("flow", options).build(data);
  torch::nn::Module& network = *model->networks()[0].module;
  disturb(network, 0.1);
  const torch::NoGradGuard no_gradients;
  for (at::Tensor& buffer : network.buffers()) buffer.add_(at::rand_like(buffer), 0.2);
  network.eval();
  return model;
}

class FlowTest : public testing::TestWithParam<std::string> {};

/// All images of 2×2 pixels that are black or white; hardly any density lies outside.
TEST_P(FlowTest, TheProbabilitiesOfAllImagesSumToOne) {
  const auto model = disturbed_flow(images_of(2, 2, 1), {{"num_scales", int64_t{1}},
                                                         {"levels", int64_t{2}},
                                                         {"logit_margin", 1e-6},
                                                         {"normalization", GetParam()}});
  const torch::NoGradGuard no_gradients;
  const at::Tensor bits = at::arange(16).unsqueeze(1).bitwise_right_shift(at::arange(4)) % 2;
  const at::Tensor images = bits.to(at::kFloat).view({16, 1, 2, 2});
  const at::Tensor estimates = require<EstimatesLikelihood>(*model).log_likelihood(
      images.repeat_interleave(500, 0), /*num_samples=*/40);
  const at::Tensor probabilities = estimates.exp().view({16, 500}).mean(1);
  EXPECT_NEAR(probabilities.sum().item<double>(), 1.0, 0.03) << probabilities;
  EXPECT_GT(probabilities.std().item<double>(), 0.005) << probabilities;
}

/// With the margin of natural images and with that of digits, whose logits reach 14.
TEST_P(FlowTest, ReconstructionsAreTheImages) {
  for (const double margin : {0.05, 1e-6}) {
    const auto model = disturbed_flow(images_of(8, 8, 3),
                                      {{"normalization", GetParam()}, {"logit_margin", margin}});
    const torch::NoGradGuard no_gradients;
    at::Tensor images = at::randint(256, {4, 3, 8, 8}, at::kFloat) / 255.0;
    images[0] = images[0].round();  // black and white
    EXPECT_TRUE(at::equal(require<Reconstructs>(*model).reconstruct(images), images)) << margin;
    const at::Tensor latents = require<Encodes>(*model).encode(images);
    EXPECT_EQ(latents.sizes(), (std::vector<int64_t>{4, 192}));
    EXPECT_TRUE(at::equal(require<Generates>(*model).generate(latents), images)) << margin;
  }
}

TEST_P(FlowTest, TheLossIsTheLikelihoodOfOneDraw) {
  const auto model = disturbed_flow(images_of(8, 8, 1), {{"normalization", GetParam()}});
  const at::Tensor images = at::randint(256, {4, 1, 8, 8}, at::kFloat) / 255.0;
  torch::manual_seed(3);
  const Losses losses = model->objectives()[0].loss(Batch({{"images", images}}), {at::kCPU, 0, 4});
  torch::manual_seed(3);
  const double nats =
      -require<EstimatesLikelihood>(*model).log_likelihood(images, 1).mean().item<double>();
  EXPECT_NEAR(losses.terms[1].item<double>(), nats, 1e-3);
  EXPECT_NEAR(losses.terms[0].item<double>(), nats / std::numbers::ln2 / 64.0, 1e-4);
  EXPECT_EQ(losses.total.item<double>(), losses.terms[0].item<double>());
}

INSTANTIATE_TEST_SUITE_P(Normalizations, FlowTest,
                         testing::Values("activation_norm", "batch_norm"));

TEST(Flow, PreparedItMapsItsFirstImagesToUnitVariance) {
  torch::manual_seed(1);
  const auto model = family_with("flow", {}).build(images_of(8, 8, 1));
  const Batch batch({{"images", at::randint(256, {32, 1, 8, 8}, at::kFloat) / 2550.0}});
  const auto deviation = [&] {
    const torch::NoGradGuard no_gradients;
    return require<Encodes>(*model).encode(batch.field("images")).std().item<double>();
  };
  EXPECT_LT(deviation(), 0.5);
  model->prepare("likelihood", batch, {at::kCPU, 0, 32});
  EXPECT_NEAR(deviation(), 1.0, 0.1);
}

TEST(Flow, TheTemperatureIsTheDeviationOfItsLatents) {
  const auto model = family_with("flow", {{"temperature", 0.5}}).build(images_of(8, 8, 1));
  EXPECT_NEAR(require<Generates>(*model).draw_latents(1000).std().item<double>(), 0.5, 0.01);
}

TEST(Flow, ItsLikelihoodIsOfItsLevels) {
  const auto model = family_with("flow", {{"levels", int64_t{8}}}).build(images_of(8, 8, 1));
  const LikelihoodKind kind = require<EstimatesLikelihood>(*model).likelihood_kind();
  EXPECT_EQ(kind.num_levels, 8);
  EXPECT_TRUE(kind.quantizes);
}

TEST(Flow, RefusesImagesThatCannotBeHalvedSoOften) {
  const auto build = [](Options options) {
    return [options] { family_with("flow", options).build(images_of(28, 28, 1)); };
  };
  build({{"num_scales", int64_t{3}}})();
  const std::string scales = message_of<ConfigError>(build({{"num_scales", int64_t{4}}}));
  EXPECT_NE(scales.find("model.num_scales"), std::string::npos) << scales;
  EXPECT_NE(scales.find("28x28"), std::string::npos) << scales;
  EXPECT_NE(scales.find("Use model.num_scales=3 or less."), std::string::npos) << scales;
  const std::string squeezes = message_of<ConfigError>(
      build({{"initial_squeezes", int64_t{3}}, {"num_scales", int64_t{1}}}));
  EXPECT_NE(squeezes.find("model.initial_squeezes"), std::string::npos) << squeezes;
}

}  // namespace
}  // namespace tandem
