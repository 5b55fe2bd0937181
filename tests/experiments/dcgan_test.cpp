// The convolutional GAN: its losses against the same computed from its networks.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/utils.h>

#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "framework/nn/layers/differentiable_augmentation.h"
#include "tests/support/error_message.h"
#include "tests/support/family_with.h"

namespace tandem {
namespace {

using Options = std::vector<std::pair<std::string, OptionValue>>;

Options small(Options more = {}) {
  more.emplace_back("base_channels", int64_t{4});
  return more;
}

std::unique_ptr<GenerativeModel> built(const Options& options) {
  const DataDescription images{
      .fields = {{.name = "images", .shape = {16, 16, 1}, .type = "uint8"}}};
  return family_with("dcgan", small(options)).build(images);
}

Batch some_images() { return Batch({{"images", at::rand({4, 1, 16, 16}) * 2 - 1}}); }

torch::nn::SequentialImpl& discriminator_of(const GenerativeModel& model) {
  return *model.networks().at(1).module->as<torch::nn::SequentialImpl>();
}

TEST(Dcgan, RealAndFakeImagesAreBatchesOfTheirOwn) {
  torch::manual_seed(1);
  const auto model = built({});
  const Batch batch = some_images();
  torch::manual_seed(2);
  const Losses losses = model->objectives().at(0).loss(batch, {at::kCPU, 0, 4});
  torch::manual_seed(2);
  auto& generates = require<Generates>(*model);
  const at::Tensor fake = generates.generate(generates.draw_latents(4)).detach();
  // Batch norm takes its statistics from what it sees at once.
  const at::Tensor of_real = discriminator_of(*model).forward(batch.field("images"));
  const at::Tensor of_fake = discriminator_of(*model).forward(fake);
  EXPECT_TRUE(at::allclose(losses.terms[0], at::softplus(-of_real).mean()));
  EXPECT_TRUE(at::allclose(losses.terms[1], at::softplus(of_fake).mean()));
  EXPECT_TRUE(at::allclose(losses.total.detach(), losses.terms[0] + losses.terms[1]));
}

TEST(Dcgan, ThePenaltyIsTheSquaredSlopeAtRealImagesTimesHalfItsWeight) {
  torch::manual_seed(1);
  const auto model = built({{"discriminator_norm", std::string("none")}, {"penalty_weight", 6.0}});
  const Batch batch = some_images();
  const Losses losses = model->objectives().at(0).loss(batch, {at::kCPU, 0, 4});
  const at::Tensor images = batch.field("images").clone().requires_grad_(true);
  const at::Tensor scores = discriminator_of(*model).forward(images);
  const at::Tensor slopes = torch::autograd::grad({scores.sum()}, {images})[0];
  ASSERT_EQ(losses.terms.size(), 3U);
  EXPECT_TRUE(at::allclose(losses.terms[2], slopes.square().sum() / 4, 1e-4));
  EXPECT_TRUE(at::allclose(losses.total.detach(),
                           losses.terms[0] + losses.terms[1] + 3 * losses.terms[2], 1e-4));
  for (const at::Tensor& weight : discriminator_of(*model).parameters()) {
    const at::Tensor gradient =
        torch::autograd::grad({losses.total}, {weight}, {}, /*retain_graph=*/true)[0];
    EXPECT_TRUE(gradient.isfinite().all().item<bool>());
  }
}

TEST(Dcgan, APenaltyNeedsADiscriminatorWithoutBatchNorm) {
  const std::string message = message_of<ConfigError>([] { built({{"penalty_weight", 1.0}}); });
  EXPECT_NE(message.find("model.penalty_weight"), std::string::npos) << message;
  EXPECT_NE(message.find("model.discriminator_norm=none"), std::string::npos) << message;
}

TEST(Dcgan, TheDiscriminatorSeesAllImagesAugmented) {
  const std::vector<std::string> policies = {"color", "translation", "cutout"};
  const auto seen_by = [&](GenerativeModel& model, const at::Tensor& images) {
    return discriminator_of(model).forward(differentiably_augmented(images, policies));
  };
  for (const double penalty_weight : {0.0, 2.0}) {
    torch::manual_seed(1);
    const auto model = built({{"augmentation", policies},
                              {"initial_deviation", 0.2},
                              {"penalty_weight", penalty_weight},
                              {"discriminator_norm", std::string("none")}});
    auto& generates = require<Generates>(*model);
    const Batch batch = some_images();
    torch::manual_seed(2);
    const Losses losses = model->objectives().at(0).loss(batch, {at::kCPU, 0, 4});
    torch::manual_seed(2);
    const at::Tensor fake = generates.generate(generates.draw_latents(4)).detach();
    const at::Tensor of_real = seen_by(*model, batch.field("images"));
    const at::Tensor of_fake = seen_by(*model, fake);
    EXPECT_TRUE(at::allclose(losses.terms[0], at::softplus(-of_real).mean()));
    EXPECT_TRUE(at::allclose(losses.terms[1], at::softplus(of_fake).mean()));
    torch::manual_seed(3);
    const Losses generator = model->objectives().at(1).loss(Batch(), {at::kCPU, 0, 4});
    torch::manual_seed(3);
    const at::Tensor scores = seen_by(*model, generates.generate(generates.draw_latents(4)));
    EXPECT_TRUE(at::allclose(generator.total, at::softplus(-scores).mean()));
  }
}

TEST(Dcgan, TheGeneratorMayBeginAStep) {
  const Options options = {{"update_order", std::string("generator_first")}};
  const auto model = built(options);
  const auto objectives = family_with("dcgan", small(options)).objectives(*model);
  EXPECT_EQ(objectives.front().name, "generator");
  EXPECT_EQ(objectives.back().name, "discriminator");
}

}  // namespace
}  // namespace tandem
