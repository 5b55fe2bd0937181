// The deep autoencoder: what unrolling its machines means.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

#include "framework/model/capabilities.h"
#include "tests/support/family_with.h"

namespace tandem {
namespace {

class DeepAutoencoderTest : public testing::Test {
 protected:
  DeepAutoencoderTest() {
    torch::manual_seed(3);
    const Family family =
        family_with("deep_autoencoder",
                    {{"hidden_widths", std::vector<int64_t>{5, 4}}, {"latent_size", int64_t{3}}});
    for (const LearnerDefaults& each : family.learners()) learners_.push_back(each);
    model_ = family.build({.fields = {{.name = "images", .shape = {2, 3, 1}, .type = "uint8"}}});
    const torch::NoGradGuard no_gradients;
    for (const Network& network : model_->networks()) {
      for (at::Tensor parameter : network.module->parameters()) parameter.normal_(0, 0.8);
    }
  }

  std::vector<LearnerDefaults> learners_;
  std::unique_ptr<GenerativeModel> model_;
  const Context context_{at::kCPU, 0, 4};
};

TEST_F(DeepAutoencoderTest, EveryLayerHasAMachineAndALearner) {
  const auto objectives = model_->objectives();
  ASSERT_EQ(objectives.size(), 4U);
  EXPECT_EQ(objectives[0].name, "machine_1");
  EXPECT_EQ(objectives[3].name, "fine_tuning");
  ASSERT_EQ(learners_.size(), 4U);
  EXPECT_EQ(learners_[2].objective, "machine_3");
  EXPECT_LT(learners_[2].options.learning_rate, learners_[1].options.learning_rate);
}

TEST_F(DeepAutoencoderTest, UnrollingTheStackGoesUpAndDownItsMachines) {
  const torch::NoGradGuard no_gradients;
  const at::Tensor images = at::rand({4, 1, 2, 3});
  auto& encodes = require<Encodes>(*model_);
  const at::Tensor before = encodes.encode(images);
  model_->prepare("machine_2", Batch(), context_);
  EXPECT_TRUE(at::equal(encodes.encode(images), before)) << "only the whole is unrolled";
  model_->prepare("fine_tuning", Batch(), context_);
  const auto networks = model_->networks();
  at::Tensor values = images.flatten(1);
  for (size_t layer = 0; layer < 3; ++layer) {
    const auto machine = networks[layer].module->named_parameters();
    values = values.mm(machine["weight"]) + machine["hidden_bias"];
    if (layer < 2) values = values.sigmoid();
  }
  EXPECT_TRUE(at::allclose(encodes.encode(images), values, 1e-5, 1e-6));
  for (size_t layer = 3; layer-- > 0;) {
    const auto machine = networks[layer].module->named_parameters();
    values = (values.mm(machine["weight"].t()) + machine["visible_bias"]).sigmoid();
  }
  const at::Tensor output = require<Reconstructs>(*model_).reconstruct(images);
  EXPECT_TRUE(at::allclose(output.flatten(1), values, 1e-5, 1e-6));
}

TEST_F(DeepAutoencoderTest, AMachineIsTrainedOnTheMeansOfThoseBelow) {
  const Batch batch({{"images", at::rand({4, 1, 2, 3})}});
  const auto networks = model_->networks();
  at::Tensor data = batch.field("images").flatten(1);
  for (size_t layer = 0; layer < 3; ++layer) {
    torch::manual_seed(7);
    const Losses losses = model_->objectives()[layer].loss(batch, context_);
    const auto machine = networks[layer].module->named_parameters();
    const auto inputs = [&](const at::Tensor& visible) {
      return visible.mm(machine["weight"]) + machine["hidden_bias"];
    };
    const bool gaussian = layer == 2;
    torch::manual_seed(7);
    const at::Tensor hidden = gaussian ? inputs(data) + at::randn_like(inputs(data))
                                       : at::bernoulli(inputs(data).sigmoid());
    // In place of a sample the chain takes the means of the pixels.
    const at::Tensor sample =
        (hidden.mm(machine["weight"].t()) + machine["visible_bias"]).sigmoid().detach();
    const auto energies = [&](const at::Tensor& visible) {
      const at::Tensor hidden_part =
          gaussian ? (inputs(visible).square() - machine["hidden_bias"].square()).sum(1) / 2
                   : at::softplus(inputs(visible)).sum(1);
      return -visible.mv(machine["visible_bias"]) - hidden_part;
    };
    EXPECT_NEAR(losses.terms[0].item<float>(), (sample - data).square().mean().item<float>(), 1e-5);
    EXPECT_NEAR(losses.total.item<float>(),
                (energies(data) - energies(sample)).mean().item<float>(), 1e-4);
    EXPECT_TRUE(torch::autograd::grad({losses.total}, {machine["weight"]}, {},
                                      /*retain_graph=*/true)[0]
                    .any()
                    .item<bool>());
    for (size_t below = 0; below < layer; ++below) {
      for (const at::Tensor& gradient :
           torch::autograd::grad({losses.total}, networks[below].module->parameters(), {},
                                 /*retain_graph=*/true, false, /*allow_unused=*/true)) {
        EXPECT_FALSE(gradient.defined());
      }
    }
    data = inputs(data).sigmoid().detach();
  }
}

TEST(DeepAutoencoder, WithoutPretrainingThereIsOneObjective) {
  const Family family = family_with("deep_autoencoder", {{"pretrained", false}});
  EXPECT_EQ(family.learners().size(), 1U);
  const auto model =
      family.build({.fields = {{.name = "images", .shape = {2, 3, 1}, .type = "uint8"}}});
  EXPECT_EQ(model->objectives().size(), 1U);
  EXPECT_EQ(model->networks().size(), 2U);
}

TEST(DeepAutoencoder, TheSquaredErrorIsHalvedAndSummed) {
  torch::manual_seed(3);
  const Family family =
      family_with("deep_autoencoder", {{"pretrained", false}, {"loss", std::string("mse")}});
  const auto model =
      family.build({.fields = {{.name = "images", .shape = {2, 3, 1}, .type = "uint8"}}});
  const at::Tensor images = at::rand({4, 1, 2, 3});
  const Losses losses = model->objectives()[0].loss(Batch({{"images", images}}), {at::kCPU, 0, 4});
  const at::Tensor output = require<Reconstructs>(*model).reconstruct(images);
  const double squares = (output - images).square().sum().item<double>() / 4;
  EXPECT_NEAR(losses.total.item<double>(), 0.5 * squares, 1e-5);
  EXPECT_NEAR(losses.terms[1].item<double>(), squares / 6, 1e-6);
}

}  // namespace
}  // namespace tandem
