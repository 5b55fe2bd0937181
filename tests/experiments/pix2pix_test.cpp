// pix2pix: its losses against what they are made of, its directions, and what it is without a
// discriminator.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/utils.h>

#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "tests/support/family_with.h"

namespace tandem {
namespace {

using OptionValues = std::vector<std::pair<std::string, OptionValue>>;

/// Without noise, so that a translation can be made again.
Family small_pix2pix(OptionValues more = {}) {
  OptionValues options = {
      {"base_channels", int64_t{2}}, {"discriminator_channels", int64_t{2}}, {"dropout", 0.0}};
  options.insert(options.end(), more.begin(), more.end());
  return family_with("pix2pix", options);
}

DataDescription pairs(int64_t side) {
  return {.fields = {{.name = "source", .shape = {side, side, 1}, .type = "uint8"},
                     {.name = "target", .shape = {side, side, 3}, .type = "uint8"}}};
}

Batch batch_of(int64_t side) {
  return Batch({{"source", at::rand({3, 1, side, side}) * 2 - 1},
                {"target", at::rand({3, 3, side, side}) * 2 - 1}});
}

at::Tensor translated(GenerativeModel& model, const at::Tensor& images) {
  auto& translates = require<TranslatesImages>(model);
  return translates.translate(images, translates.translations()[0].name);
}

/// Scores of a pair of images (N, 1, H, W) and (N, 3, H, W).
at::Tensor score(GenerativeModel& model, const at::Tensor& source, const at::Tensor& target) {
  return std::dynamic_pointer_cast<torch::nn::SequentialImpl>(model.networks()[1].module)
      ->forward(at::cat({source, target}, 1));
}

at::Tensor cross_entropy(const at::Tensor& scores, double target) {
  return at::binary_cross_entropy_with_logits(scores, at::full_like(scores, target));
}

TEST(Pix2Pix, LossesAreTheirWeightedTerms) {
  torch::manual_seed(1);
  const auto model = small_pix2pix().build(pairs(28));
  const torch::NoGradGuard no_gradients;
  const Batch batch = batch_of(28);
  const at::Tensor source = batch.field("source"), target = batch.field("target");
  const std::vector<Objective> objectives = model->objectives();
  ASSERT_EQ(objectives[0].name, "discriminator");
  const Context context{at::kCPU, 0, 3};
  const at::Tensor fake = translated(*model, source);
  const Losses judged = objectives[0].loss(batch, context);
  const at::Tensor real_term = cross_entropy(score(*model, source, target), 1.0);
  const at::Tensor fake_term = cross_entropy(score(*model, source, fake), 0.0);
  EXPECT_TRUE(at::allclose(judged.terms[0], real_term));
  EXPECT_TRUE(at::allclose(judged.terms[1], fake_term));
  EXPECT_TRUE(at::allclose(judged.total, (real_term + fake_term) * 0.5));

  EXPECT_EQ(objectives[1].batch_use, BatchUse::kReuses);
  const Losses made = objectives[1].loss(batch, context);
  const at::Tensor adversarial = cross_entropy(score(*model, source, fake), 1.0);
  const at::Tensor distance = (fake - target).abs().mean();
  EXPECT_TRUE(at::allclose(made.terms[0], adversarial));
  EXPECT_TRUE(at::allclose(made.terms[1], distance));
  EXPECT_TRUE(at::allclose(made.total, adversarial + distance * 100));
}

TEST(Pix2Pix, TheDiscriminatorSeesTheFakesThatTheGeneratorLeaves) {
  torch::manual_seed(1);
  const Family family =
      small_pix2pix({{"update_order", std::string("generator_first")}, {"dropout", 0.5}});
  const auto model = family.build(pairs(28));
  const std::vector<Objective> objectives = family.objectives(*model);
  ASSERT_EQ(objectives[0].name, "generator");
  const torch::NoGradGuard no_gradients;
  const Batch batch = batch_of(28);
  Scratch scratch;
  const Context context{
      .device = at::kCPU, .micro_batch = 0, .micro_batch_size = 3, .scratch = &scratch};
  objectives[0].loss(batch, context);
  const at::Tensor fake = scratch.at("fake");
  const Losses losses = objectives[1].loss(batch, context);
  EXPECT_TRUE(at::allclose(losses.terms[1],
                           cross_entropy(score(*model, batch.field("source"), fake), 0.0)));
}

TEST(Pix2Pix, WithoutAdversarialWeightItIsARegression) {
  const Family family = small_pix2pix({{"adversarial_weight", 0.0}});
  ASSERT_EQ(family.learners().size(), 1U);
  EXPECT_EQ(family.learners()[0].objective, "generator");
  const auto model = family.build(pairs(28));
  EXPECT_EQ(model->networks().size(), 1U);
  ASSERT_EQ(model->objectives().size(), 1U);
  const Objective objective = family.objectives(*model)[0];
  EXPECT_EQ(objective.batch_use, BatchUse::kDraws);
  const Losses losses = objective.loss(batch_of(28), {at::kCPU, 0, 3});
  ASSERT_EQ(losses.terms.size(), 1U);
  EXPECT_TRUE(at::allclose(losses.total, losses.terms[0] * 100));
}

TEST(Pix2Pix, TranslatesInBothDirections) {
  torch::manual_seed(1);
  for (const int64_t side : {28, 32, 64}) {
    const Batch batch = batch_of(side);
    const auto forwards = small_pix2pix().build(pairs(side));
    EXPECT_EQ(translated(*forwards, batch.field("source")).sizes(), batch.field("target").sizes());
    const auto back =
        small_pix2pix({{"direction", std::string("target_to_source")}}).build(pairs(side));
    EXPECT_EQ(translated(*back, batch.field("target")).sizes(), batch.field("source").sizes());
    const Translation translation = require<TranslatesImages>(*back).translations()[0];
    EXPECT_EQ(translation.name, "target-to-source");
    EXPECT_EQ(translation.output, "source");
    EXPECT_TRUE(translation.paired);
    const Losses losses = back->objectives()[1].loss(batch, {at::kCPU, 0, 3});
    EXPECT_TRUE(losses.total.isfinite().item<bool>());
  }
}

TEST(Pix2Pix, ItsNoiseStaysOnInEvaluation) {
  torch::manual_seed(1);
  const at::Tensor images = at::rand({2, 1, 28, 28});
  for (const bool stays : {true, false}) {
    const auto model =
        small_pix2pix({{"dropout", 0.5}, {"dropout_in_evaluation", stays}}).build(pairs(28));
    for (const Network& network : model->networks()) network.module->eval();
    const at::Tensor first = translated(*model, images);
    EXPECT_EQ(at::equal(first, translated(*model, images)), !stays);
  }
}

TEST(Pix2Pix, OptionsThatDoNotFitAreRefused) {
  const auto place_of_error = [](const OptionValues& options) -> std::string {
    try {
      small_pix2pix(options).build(pairs(28));
    } catch (const ConfigError& error) {
      return error.problem().where;
    }
    return "";
  };
  EXPECT_EQ(place_of_error({{"adversarial_weight", 0.0}, {"l1_weight", 0.0}}), "model.l1_weight");
  EXPECT_EQ(place_of_error({{"depth", int64_t{6}}}), "model.depth");
  EXPECT_EQ(place_of_error({{"discriminator_layers", int64_t{4}}}), "model.discriminator_layers");
}

}  // namespace
}  // namespace tandem
