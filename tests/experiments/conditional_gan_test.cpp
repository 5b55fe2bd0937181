// The three ways to ask a GAN for a class.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "framework/model/latents.h"
#include "tests/support/error_message.h"
#include "tests/support/family_with.h"

namespace tandem {
namespace {

constexpr int64_t kNoise = 5;

DataDescription pictures(int64_t channels, int64_t height = 8, int64_t width = 12) {
  return {.fields = {{.name = "images", .shape = {height, width, channels}, .type = "uint8"},
                     {.name = "labels", .shape = {}, .type = "int64"}},
          .class_names = {"a", "b", "c"}};
}

std::unique_ptr<GenerativeModel> build(const std::string& conditioning, int64_t channels,
                                       std::vector<std::pair<std::string, OptionValue>> more = {}) {
  torch::manual_seed(1);
  more.insert(
      more.end(),
      {{"conditioning", conditioning}, {"noise_size", kNoise}, {"base_channels", int64_t{4}}});
  return family_with("conditional_gan", more).build(pictures(channels));
}

Batch batch_of(int64_t channels) {
  return Batch({{"images", at::rand({6, channels, 8, 12})}, {"labels", at::arange(6) % 3}});
}

class Conditioning : public testing::TestWithParam<std::tuple<std::string, int64_t>> {};

TEST_P(Conditioning, EveryLossIsFiniteAndReachesWhatItTrains) {
  const auto& [conditioning, channels] = GetParam();
  for (const bool spectral_norm : {false, true}) {
    const auto model = build(conditioning, channels, {{"spectral_norm", spectral_norm}});
    for (const Objective& objective : model->objectives()) {
      const Losses losses = objective.loss(batch_of(channels), {at::kCPU, 0, 6});
      EXPECT_EQ(losses.terms.size(), objective.terms.size());
      EXPECT_TRUE(losses.total.isfinite().item<bool>());
      for (const Network& network : model->networks()) {
        if (network.name != objective.trains.at(0)) continue;
        for (const at::Tensor& gradient :
             torch::autograd::grad({losses.total}, network.module->parameters())) {
          EXPECT_TRUE(gradient.isfinite().all().item<bool>());
        }
      }
    }
  }
}

/// The same images are judged otherwise under other labels.
TEST_P(Conditioning, TheDiscriminatorHeedsTheLabels) {
  const auto& [conditioning, channels] = GetParam();
  const auto model = build(conditioning, channels);
  const Objective discriminator = model->objectives()[0];
  const Batch batch = batch_of(channels);
  const Batch other({{"images", batch.field("images")}, {"labels", (at::arange(6) + 1) % 3}});
  const auto total = [&](const Batch& input) {
    torch::manual_seed(2);
    return discriminator.loss(input, {at::kCPU, 0, 6}).total.item<float>();
  };
  EXPECT_EQ(total(batch), total(batch));
  EXPECT_NE(total(batch), total(other));
}

/// What the discriminator says of images under labels (N, classes), from the parts it is made of.
struct Verdict {
  at::Tensor scores;
  at::Tensor class_logits;
};

Verdict verdict_of(const GenerativeModel& model, const std::string& conditioning,
                   const at::Tensor& images, const at::Tensor& labels) {
  torch::nn::Module& discriminator = *model.networks().at(1).module;
  const auto parts = discriminator.named_children();
  const auto through = [&](const std::string& part, const at::Tensor& input) {
    return dynamic_cast<torch::nn::SequentialImpl&>(*parts[part]).forward(input);
  };
  if (conditioning == "concatenation") {
    const at::Tensor maps = labels.mm(parts["embedding"]->parameters()[0]);
    const at::Tensor both =
        at::cat({images, maps.view({-1, 1, images.size(2), images.size(3)})}, 1);
    return {through("score_head", through("trunk", both)), {}};
  }
  const at::Tensor features = through("trunk", images);
  const at::Tensor scores = through("score_head", features);
  if (conditioning == "auxiliary") return {scores, through("class_head", features)};
  const at::Tensor vectors = labels.mm(parts["embedding"]->parameters()[0]);
  return {scores + vectors.mul(features).sum(1, /*keepdim=*/true), {}};
}

/// −log of the probability of the true class, averaged; labels (N, classes), one-hot.
at::Tensor class_loss(const Verdict& verdict, const at::Tensor& labels) {
  return -(at::log_softmax(verdict.class_logits, 1) * labels).sum(1).mean();
}

TEST_P(Conditioning, LossesAreThoseOfTheVerdictUnderTheLabels) {
  const auto& [conditioning, channels] = GetParam();
  // Weights so large that each part of a verdict counts.
  const auto model =
      build(conditioning, channels,
            {{"initial_deviation", 0.3}, {"class_weight", 2.0}, {"fake_class_weight", 0.25}});
  auto& generates = require<Generates>(*model);
  const bool predicts = conditioning == "auxiliary";
  const Batch batch = batch_of(channels);
  const at::Tensor real_labels = at::eye(3).index_select(0, batch.field("labels"));
  torch::manual_seed(2);
  const Losses losses = model->objectives()[0].loss(batch, {at::kCPU, 0, 6});
  torch::manual_seed(2);
  at::Tensor latents = generates.draw_latents(6);
  at::Tensor labels = latents.narrow(1, kNoise, 3);
  const Verdict real = verdict_of(*model, conditioning, batch.field("images"), real_labels);
  const Verdict fake = verdict_of(*model, conditioning, generates.generate(latents), labels);
  at::Tensor expected = at::softplus(-real.scores).mean() + at::softplus(fake.scores).mean();
  EXPECT_NEAR((losses.terms[0] + losses.terms[1]).item<float>(), expected.item<float>(), 1e-4);
  if (predicts) {
    expected = expected + 2 * class_loss(real, real_labels) + 0.5 * class_loss(fake, labels);
  }
  EXPECT_NEAR(losses.total.item<float>(), expected.item<float>(), 1e-4);

  torch::manual_seed(3);
  const Losses generator = model->objectives()[1].loss(Batch(), {at::kCPU, 0, 6});
  torch::manual_seed(3);
  latents = generates.draw_latents(6);
  labels = latents.narrow(1, kNoise, 3);
  const Verdict verdict = verdict_of(*model, conditioning, generates.generate(latents), labels);
  expected = at::softplus(-verdict.scores).mean();
  if (predicts) expected = expected + 2 * class_loss(verdict, labels);
  EXPECT_NEAR(generator.total.item<float>(), expected.item<float>(), 1e-4);
}

TEST_P(Conditioning, ALabelReplacesItsPartOfTheLatentsAndNothingElse) {
  const auto& [conditioning, channels] = GetParam();
  const auto model = build(conditioning, channels);
  auto& conditional = require<GeneratesOnCondition>(*model);
  ASSERT_EQ(conditional.conditions().size(), 1U);
  EXPECT_EQ(conditional.conditions()[0].num_categories, 3);
  const at::Tensor latents = require<Generates>(*model).draw_latents(4);
  ASSERT_EQ(latents.sizes(), (std::vector<int64_t>{4, kNoise + 3}));
  EXPECT_TRUE(at::equal(latents.narrow(1, kNoise, 3).sum(1), at::ones({4})));
  const at::Tensor before = latents.clone();
  const at::Tensor asked =
      conditional.with_condition(latents, "label", torch::tensor({2, 0, 1, 1}, at::kLong));
  EXPECT_TRUE(at::equal(latents, before));
  EXPECT_TRUE(at::equal(asked.narrow(1, 0, kNoise), latents.narrow(1, 0, kNoise)));
  EXPECT_TRUE(at::equal(
      asked.narrow(1, kNoise, 3),
      torch::tensor({{0., 0., 1.}, {1., 0., 0.}, {0., 1., 0.}, {0., 1., 0.}}, at::kFloat)));
}

INSTANTIATE_TEST_SUITE_P(Ways, Conditioning,
                         testing::Combine(testing::Values("concatenation", "auxiliary",
                                                          "projection"),
                                          testing::Values(int64_t{1}, int64_t{3})),
                         [](const auto& instance) {
                           return std::get<0>(instance.param) + "_" +
                                  std::to_string(std::get<1>(instance.param)) + "_channels";
                         });

/// At 3×3 for digits of 28×28: at 7×7 its units would see 10 pixels.
TEST(ConditionalGan, TheDiscriminatorSeesMoreThanStrokes) {
  for (const std::string conditioning : {"concatenation", "auxiliary", "projection"}) {
    const auto model = family_with("conditional_gan",
                                   {{"conditioning", conditioning}, {"base_channels", int64_t{4}}})
                           .build(pictures(1, 28, 28));
    const auto parameters = model->networks()[1].module->named_parameters();
    EXPECT_EQ(parameters["score_head.0.weight"].size(1), 16 * 3 * 3) << conditioning;
  }
}

TEST(ConditionalGan, TheClassLossHasItsWeight) {
  const auto total = [](double weight, double of_fakes = 1.0) {
    const auto model =
        build("auxiliary", 1, {{"class_weight", weight}, {"fake_class_weight", of_fakes}});
    torch::manual_seed(3);
    return model->objectives()[0].loss(batch_of(1), {at::kCPU, 0, 6}).total.item<float>();
  };
  // Two untrained class losses of about log 3 each.
  EXPECT_NEAR(total(2.0) - total(1.0), total(1.0) - total(0.0), 1e-4);
  EXPECT_NEAR(total(1.0) - total(0.0), 2 * std::log(3.0), 0.5);
  EXPECT_NEAR(total(1.0, 0.0) - total(0.0), std::log(3.0), 0.5);
}

TEST(ConditionalGan, AStepMayBeginWithEitherNetwork) {
  const Family family =
      family_with("conditional_gan", {{"update_order", std::string("generator_first")}});
  EXPECT_EQ(family.learners().at(0).objective, "generator");
  const auto model = family.build(pictures(1));
  EXPECT_EQ(family.objectives(*model).at(0).name, "generator");
}

TEST(ConditionalGan, NeedsClasses) {
  DataDescription without = pictures(1);
  without.class_names.clear();
  const std::string message =
      message_of<DataError>([&] { family_with("conditional_gan", {}).build(without); });
  EXPECT_NE(message.find("data.path"), std::string::npos) << message;
}

TEST(LatentLayout, LabelsAreDrawnEvenlyAndCodesFromTheirInterval) {
  torch::manual_seed(4);
  const LatentLayout layout(1, {{"label", 4}, {"code"}});
  ASSERT_EQ(layout.size(), 6);
  const at::Tensor latents = layout.draw_behind(at::zeros({8000, 1}));
  EXPECT_TRUE(at::allclose(layout.part(latents, 0).mean(0), at::full({4}, 0.25), 0.0, 0.02));
  const at::Tensor code = layout.part(latents, 1);
  EXPECT_LE(code.abs().max().item<float>(), 1.0F);
  EXPECT_NEAR(code.mean().item<float>(), 0.0F, 0.03);
  EXPECT_NEAR(code.square().mean().item<float>(), 1.0 / 3.0, 0.02);
  EXPECT_THROW(layout.with_condition(latents, "shape", at::zeros({8000})), Error);
}

}  // namespace
}  // namespace tandem
