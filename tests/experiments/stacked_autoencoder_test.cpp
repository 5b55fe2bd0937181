// The stacked autoencoder: which weights a phase shares, and what it refuses.
#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "tests/support/error_message.h"
#include "tests/support/family_with.h"

namespace tandem {
namespace {

DataDescription labelled_images() {
  return {.fields = {{.name = "images", .shape = {2, 3, 1}, .type = "uint8"},
                     {.name = "labels", .shape = {}, .type = "int64"}},
          .class_names = {"a", "b", "c"}};
}

Family small_stack(std::vector<std::pair<std::string, OptionValue>> more = {}) {
  more.insert(more.begin(), {{"hidden_widths", std::vector<int64_t>{5, 4}},
                             {"corruption_levels", std::vector<double>{0.0, 0.5}}});
  return family_with("stacked_autoencoder", more);
}

TEST(StackedAutoencoder, ALayerIsDecodedByItsOwnWeightsTransposed) {
  torch::manual_seed(1);
  const auto model = small_stack().build(labelled_images());
  const auto networks = model->networks();
  const at::Tensor images = at::rand({4, 1, 2, 3});
  const Objective first = model->objectives()[0];
  EXPECT_EQ(first.trains, (std::vector<std::string>{"layer_1", "decoder_1"}));
  const Losses losses = first.loss(Batch({{"images", images}}), {at::kCPU, 0, 4});
  const auto layer = networks[0].module->named_parameters();
  const at::Tensor bias = networks[2].module->named_parameters()["bias"];
  const at::Tensor rows = images.flatten(1);
  const at::Tensor code = (rows.mm(layer["weight"].t()) + layer["bias"]).sigmoid();
  const at::Tensor means = (code.mm(layer["weight"]) + bias).sigmoid();
  const at::Tensor expected = -(rows * means.log() + (1 - rows) * (1 - means).log()).sum(1).mean();
  EXPECT_NEAR(losses.total.item<float>(), expected.item<float>(), 1e-4);
}

TEST(StackedAutoencoder, ALayerAboveRestoresWhatTheOneBelowGivesFromAMaskedCopy) {
  torch::manual_seed(1);
  const auto model = small_stack().build(labelled_images());
  const auto networks = model->networks();
  const at::Tensor images = at::rand({4, 1, 2, 3});
  torch::manual_seed(2);
  const Losses losses = model->objectives()[1].loss(Batch({{"images", images}}), {at::kCPU, 0, 4});
  const auto below = networks[0].module->named_parameters();
  const auto layer = networks[1].module->named_parameters();
  const at::Tensor bias = networks[3].module->named_parameters()["bias"];
  const at::Tensor input =
      (images.flatten(1).mm(below["weight"].t()) + below["bias"]).sigmoid().detach();
  torch::manual_seed(2);
  const at::Tensor masked = input * (at::rand_like(input) >= 0.5);
  const at::Tensor code = (masked.mm(layer["weight"].t()) + layer["bias"]).sigmoid();
  const at::Tensor means = (code.mm(layer["weight"]) + bias).sigmoid();
  const at::Tensor expected =
      -(input * means.log() + (1 - input) * (1 - means).log()).sum(1).mean();
  EXPECT_NEAR(losses.total.item<float>(), expected.item<float>(), 1e-4);
  EXPECT_NEAR(losses.terms[0].item<float>(), (means - input).square().mean().item<float>(), 1e-5);
  for (const at::Tensor& gradient :
       torch::autograd::grad({losses.total}, networks[0].module->parameters(), {}, false, false,
                             /*allow_unused=*/true)) {
    EXPECT_FALSE(gradient.defined()) << "the layer below stays as it is";
  }
}

TEST(StackedAutoencoder, TheTermOfTheWholeIsTheFractionOfWrongLabels) {
  torch::manual_seed(1);
  const auto model = small_stack().build(labelled_images());
  const Objective whole = model->objectives().back();
  EXPECT_EQ(whole.trains, (std::vector<std::string>{"layer_1", "layer_2", "classifier"}));
  const at::Tensor images = at::rand({6, 1, 2, 3});
  double sum = 0;
  for (int64_t label = 0; label < 3; ++label) {
    const Batch batch({{"images", images}, {"labels", at::full({6}, label, at::kLong)}});
    sum += whole.loss(batch, {at::kCPU, 0, 6}).terms[0].item<double>();
  }
  EXPECT_NEAR(sum, 2.0, 1e-6) << "every image is right for one of three labels";
}

TEST(StackedAutoencoder, WhatDoesNotFitIsRefused) {
  const Family levels = small_stack({{"corruption_levels", std::vector<double>{0.1}}});
  EXPECT_THAT(message_of<ConfigError>([&] { levels.build(labelled_images()); }),
              testing::AllOf(testing::HasSubstr("model.corruption_levels"),
                             testing::HasSubstr("2 values")));
  DataDescription unnamed = labelled_images();
  unnamed.class_names.clear();
  EXPECT_THROW(small_stack().build(unnamed), DataError);
}

TEST(StackedAutoencoder, ClassifiesFromItsCode) {
  torch::manual_seed(1);
  const auto model = small_stack().build(labelled_images());
  const at::Tensor images = at::rand({6, 1, 2, 3});
  auto& classifies = require<Classifies>(*model);
  const at::Tensor features = classifies.features(images);
  EXPECT_TRUE(at::equal(features, require<Encodes>(*model).encode(images)));
  const auto top = model->networks().back().module->named_parameters();
  const at::Tensor logits = features.mm(top["weight"].t()) + top["bias"];
  EXPECT_TRUE(at::allclose(classifies.classify(images), logits, 1e-5, 1e-6));
  const Batch batch({{"images", images}, {"labels", logits.argmax(1)}});
  const Losses losses = model->objectives().back().loss(batch, {at::kCPU, 0, 6});
  EXPECT_EQ(losses.terms[0].item<double>(), 0.0);
}

}  // namespace
}  // namespace tandem
