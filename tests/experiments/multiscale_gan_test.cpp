// Several discriminators at several scales: losses against the same computed from the networks.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/utils.h>

#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "tests/support/error_message.h"
#include "tests/support/family_with.h"

namespace tandem {
namespace {

using Options = std::vector<std::pair<std::string, OptionValue>>;

std::unique_ptr<GenerativeModel> built(int64_t side, Options options) {
  options.emplace_back("base_channels", int64_t{4});
  options.emplace_back("discriminator_norm", std::string("none"));
  const DataDescription images{
      .fields = {{.name = "images", .shape = {side, side, 1}, .type = "uint8"}}};
  return family_with("multiscale_gan", options).build(images);
}

/// Scores, and activations after every leaky ReLU, of images at one scale.
std::vector<at::Tensor> outputs_of(const Network& discriminator, at::Tensor images) {
  std::vector<at::Tensor> outputs;
  for (auto& layer : *discriminator.module->as<torch::nn::SequentialImpl>()) {
    images = layer.forward(images);
    if (layer.ptr()->name() == "torch::nn::LeakyReLUImpl") outputs.push_back(images);
  }
  outputs.push_back(images);
  return outputs;
}

at::Tensor half_size(const at::Tensor& images) {
  return images.view({images.size(0), 1, images.size(2) / 2, 2, images.size(3) / 2, 2})
      .mean({3, 5});
}

TEST(MultiscaleGan, EachDiscriminatorSeesHalfTheSizeOfTheOneBefore) {
  torch::manual_seed(1);
  const auto model = built(32, {{"num_scales", int64_t{3}}, {"loss", std::string("hinge")}});
  const std::vector<Network> networks = model->networks();
  ASSERT_EQ(networks.size(), 4U);
  EXPECT_EQ(networks[3].name, "discriminator_3");
  const Objective objective = model->objectives().at(0);
  EXPECT_EQ(objective.trains,
            (std::vector<std::string>{"discriminator_1", "discriminator_2", "discriminator_3"}));
  at::Tensor images = at::rand({4, 1, 32, 32}) * 2 - 1;
  const Losses losses = objective.loss(Batch({{"images", images}}), {at::kCPU, 0, 4});
  at::Tensor expected = at::zeros({});
  for (size_t scale = 1; scale <= 3; ++scale) {
    expected += at::relu(1 - outputs_of(networks[scale], images).back()).mean();
    images = half_size(images);
  }
  EXPECT_TRUE(at::allclose(losses.terms[0], expected.detach()));
}

TEST(MultiscaleGan, FeatureMatchingComparesMeanActivationsOfEveryLayer) {
  torch::manual_seed(1);
  const auto model = built(16, {{"num_scales", int64_t{2}}, {"feature_matching_weight", 3.0}});
  const Objective objective = model->objectives().at(1);
  EXPECT_EQ(objective.batch_use, BatchUse::kDraws);
  at::Tensor real = at::rand({4, 1, 16, 16}) * 2 - 1;
  torch::manual_seed(2);
  const Losses losses = objective.loss(Batch({{"images", real}}), {at::kCPU, 0, 4});
  torch::manual_seed(2);
  auto& generates = require<Generates>(*model);
  at::Tensor fake = generates.generate(generates.draw_latents(4)).detach();
  at::Tensor distance = at::zeros({}), adversarial = at::zeros({});
  for (size_t scale = 1; scale <= 2; ++scale) {
    const auto of_real = outputs_of(model->networks()[scale], real);
    const auto of_fake = outputs_of(model->networks()[scale], fake);
    for (size_t layer = 0; layer + 1 < of_real.size(); ++layer) {
      distance += (of_real[layer].mean(0) - of_fake[layer].mean(0)).abs().mean();
    }
    adversarial += at::softplus(-of_fake.back()).mean();
    real = half_size(real);
    fake = half_size(fake);
  }
  EXPECT_TRUE(at::allclose(losses.terms[0], adversarial.detach(), 1e-4));
  EXPECT_TRUE(at::allclose(losses.terms[1], distance.detach(), 1e-4));
  EXPECT_TRUE(at::allclose(losses.total.detach(), (adversarial + 3 * distance).detach(), 1e-4));
}

TEST(MultiscaleGan, RefusesMoreScalesThanTheImageHas) {
  for (const auto& [side, largest] : {std::pair{28, 2}, std::pair{32, 3}, std::pair{8, 1}}) {
    built(side, {{"num_scales", int64_t{largest}}});
    const std::string message = message_of<ConfigError>([&, side = side, largest = largest] {
      built(side, {{"num_scales", int64_t{largest} + 1}});
    });
    EXPECT_NE(message.find("model.num_scales"), std::string::npos) << message;
    EXPECT_NE(message.find("at most " + std::to_string(largest)), std::string::npos) << message;
  }
}

}  // namespace
}  // namespace tandem
