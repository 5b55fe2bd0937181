// InfoGAN: the bound of the information, who trains the code head, and the codes as conditions.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>
#include <numbers>

#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "framework/model/losses/information.h"
#include "tests/support/family_with.h"

namespace tandem {
namespace {

using Strings = std::vector<std::string>;

std::unique_ptr<GenerativeModel> build(
    const std::vector<std::pair<std::string, OptionValue>>& more) {
  torch::manual_seed(1);
  std::vector<std::pair<std::string, OptionValue>> options = {{"noise_size", int64_t{3}},
                                                              {"num_categories", int64_t{4}},
                                                              {"base_channels", int64_t{4}},
                                                              {"hidden_size", int64_t{8}},
                                                              {"code_hidden_size", int64_t{6}}};
  options.insert(options.end(), more.begin(), more.end());
  return family_with("infogan", options)
      .build({.fields = {{.name = "images", .shape = {8, 8, 1}, .type = "uint8"}}});
}

const Network& network(const std::vector<Network>& networks, const std::string& name) {
  for (const Network& each : networks) {
    if (each.name == name) return each;
  }
  throw std::runtime_error("there is no network " + name);
}

TEST(Information, OfACategoricalCodeIsItsEntropyWithoutTheCrossEntropy) {
  const at::Tensor codes = at::eye(4);
  EXPECT_NEAR(categorical_information(at::zeros({4, 4}), codes).item<float>(), 0.0, 1e-6);
  EXPECT_NEAR(categorical_information(codes * 100, codes).item<float>(), std::log(4.0), 1e-6);
  // The true category has odds 3 : 1 : 1 : 1.
  EXPECT_NEAR(categorical_information(codes * std::log(3.0), codes).item<float>(),
              std::log(4.0) + std::log(0.5), 1e-6);
}

TEST(Information, OfContinuousCodesIsTheirEntropyWithTheLogDensity) {
  const at::Tensor codes = torch::tensor({{0.5, -0.5}, {0.0, 1.0}}, at::kFloat);
  const at::Tensor means = torch::tensor({{0.0, -0.5}, {0.0, 0.0}}, at::kFloat);
  const double deviation = 0.5;
  // Squared errors 0.25, 0, 0, 1 of two samples.
  const double expected = 2 * std::log(2.0) -
                          std::log(2 * std::numbers::pi * deviation * deviation) -
                          0.5 * (0.25 + 1.0) / (2 * deviation * deviation);
  EXPECT_NEAR(continuous_information(means, codes, deviation).item<float>(), expected, 1e-5);
}

TEST(Infogan, TheInformationIsPartOfTheLossesThatReportIt) {
  const auto model = build({{"categorical_weight", 2.0}, {"continuous_weight", 0.5}});
  const auto plain = build({{"categorical_weight", 0.0}, {"continuous_weight", 0.0}});
  const Batch batch({{"images", at::rand({6, 1, 8, 8})}});
  for (size_t i = 0; i < 2; ++i) {
    const auto losses_of = [&](GenerativeModel& each) {
      torch::manual_seed(2);
      return each.objectives()[i].loss(batch, {at::kCPU, 0, 6});
    };
    const Losses losses = losses_of(*model);
    const size_t last = losses.terms.size() - 1;
    EXPECT_EQ(model->objectives()[i].terms[last], "continuous");
    const at::Tensor expected =
        losses_of(*plain).total - 2.0 * losses.terms[last - 1] - 0.5 * losses.terms[last];
    EXPECT_NEAR(losses.total.item<float>(), expected.item<float>(), 1e-5);
  }
}

TEST(Infogan, TheInformationIsAboutTheCodesThatTheImagesWereMadeFrom) {
  const auto model = build({});
  auto& generates = require<Generates>(*model);
  const auto through = [&](const std::string& name, const at::Tensor& input) {
    return network(model->networks(), name).module->as<torch::nn::SequentialImpl>()->forward(input);
  };
  const Batch batch({{"images", at::rand({6, 1, 8, 8})}});
  for (const Objective& objective : model->objectives()) {
    torch::manual_seed(2);
    const Losses losses = objective.loss(batch, {at::kCPU, 0, 6});
    torch::manual_seed(2);
    const at::Tensor latents = generates.draw_latents(6);
    const at::Tensor predicted =
        through("code_head", through("trunk", generates.generate(latents)));
    const size_t last = losses.terms.size() - 1;
    EXPECT_NEAR(
        losses.terms[last - 1].item<float>(),
        categorical_information(predicted.narrow(1, 0, 4), latents.narrow(1, 3, 4)).item<float>(),
        1e-5);
    EXPECT_NEAR(losses.terms[last].item<float>(),
                continuous_information(predicted.narrow(1, 4, 2), latents.narrow(1, 7, 2), 1.0)
                    .item<float>(),
                1e-5);
  }
}

/// A bound that is only reported would leave these gradients as they are without it.
TEST(Infogan, EachPartOfTheInformationReachesWhatItIsToImprove) {
  const Batch batch({{"images", at::rand({6, 1, 8, 8})}});
  const auto gradients = [&](size_t objective, const std::string& name, double categorical,
                             double continuous) {
    const auto model =
        build({{"categorical_weight", categorical}, {"continuous_weight", continuous}});
    torch::manual_seed(2);
    const Losses losses = model->objectives()[objective].loss(batch, {at::kCPU, 0, 6});
    const auto parameters = network(model->networks(), name).module->parameters();
    std::vector<at::Tensor> flat;
    for (const at::Tensor& gradient : torch::autograd::grad({losses.total}, parameters)) {
      flat.push_back(gradient.flatten());
    }
    return at::cat(flat);
  };
  for (const auto& [objective, name] :
       {std::pair{0, "trunk"}, std::pair{0, "code_head"}, std::pair{1, "generator"}}) {
    const at::Tensor without = gradients(objective, name, 0.0, 0.0);
    for (const auto& [categorical, continuous] : {std::pair{1.0, 0.0}, std::pair{0.0, 1.0}}) {
      const at::Tensor part = gradients(objective, name, categorical, continuous) - without;
      EXPECT_GT(part.norm().item<float>(), 1e-3) << objective << name << categorical;
    }
  }
}

TEST(Infogan, TheCodeHeadIsTrainedWhereTheInformationCounts) {
  const auto both = build({})->objectives();
  EXPECT_EQ(both[0].trains, (Strings{"trunk", "discriminator_head", "code_head"}));
  EXPECT_EQ(both[0].terms, (Strings{"real", "fake", "categorical", "continuous"}));
  EXPECT_EQ(both[1].trains, (Strings{"generator"}));
  const auto model = build({{"information_in", std::string("generator")}});
  const auto alone = model->objectives();
  EXPECT_EQ(alone[0].trains, (Strings{"trunk", "discriminator_head"}));
  EXPECT_EQ(alone[0].terms, (Strings{"real", "fake"}));
  EXPECT_EQ(alone[1].trains, (Strings{"generator", "code_head"}));
  EXPECT_EQ(alone[1].terms, (Strings{"categorical", "continuous"}));
}

TEST(Infogan, WithTheInformationInTheGeneratorTheDiscriminatorDoesNotSeeTheCodeHead) {
  const auto model = build({{"information_in", std::string("generator")}});
  const auto networks = model->networks();
  const Batch batch({{"images", at::rand({6, 1, 8, 8})}});
  const Losses losses = model->objectives()[0].loss(batch, {at::kCPU, 0, 6});
  for (const std::string name : {"code_head", "generator"}) {
    const auto parameters = network(networks, name).module->parameters();
    for (const at::Tensor& gradient : torch::autograd::grad({losses.total}, parameters, {}, true,
                                                            false, /*allow_unused=*/true)) {
      EXPECT_FALSE(gradient.defined()) << name;
    }
  }
}

TEST(Infogan, CodesAreConditionsAndEachHasItsPlaceInTheLatents) {
  const auto model = build({{"categorical_codes", int64_t{2}}});
  auto& conditional = require<GeneratesOnCondition>(*model);
  Strings names;
  for (const Condition& condition : conditional.conditions()) names.push_back(condition.name);
  EXPECT_EQ(names, (Strings{"category_1", "category_2", "code_1", "code_2"}));
  const at::Tensor latents = require<Generates>(*model).draw_latents(3);
  ASSERT_EQ(latents.sizes(), (std::vector<int64_t>{3, 3 + 4 + 4 + 2}));
  EXPECT_LE(latents.abs().max().item<float>(), 1.0F);
  const at::Tensor turned =
      conditional.with_condition(latents, "code_1", torch::tensor({-1.0F, 0.0F, 2.0F}));
  EXPECT_TRUE(at::equal(turned.select(1, 11), torch::tensor({-1.0F, 0.0F, 2.0F})));
  EXPECT_TRUE(at::equal(turned.narrow(1, 0, 11), latents.narrow(1, 0, 11)));
  EXPECT_TRUE(at::equal(turned.select(1, 12), latents.select(1, 12)));
  const at::Tensor sorted =
      conditional.with_condition(latents, "category_2", at::full({3}, 3, at::kLong));
  EXPECT_TRUE(
      at::equal(sorted.narrow(1, 7, 4), torch::tensor({{0.F, 0.F, 0.F, 1.F}}).expand({3, 4})));
  EXPECT_TRUE(at::equal(sorted.narrow(1, 0, 7), latents.narrow(1, 0, 7)));
}

TEST(Infogan, ClustersByItsFirstCategoricalCode) {
  const auto model = build({{"categorical_codes", int64_t{2}}, {"continuous_codes", int64_t{0}}});
  for (const Network& each : model->networks()) each.module->eval();
  const at::Tensor logits = require<Clusters>(*model).cluster(at::rand({5, 1, 8, 8}));
  EXPECT_EQ(logits.sizes(), (std::vector<int64_t>{5, 4}));
  EXPECT_TRUE(logits.isfinite().all().item<bool>());
}

TEST(Infogan, RefusesMicroBatchesOfOneSample) {
  const auto model = build({});
  EXPECT_NO_THROW(model->check_micro_batch_size(2));
  EXPECT_THROW(model->check_micro_batch_size(1), ConfigError);
}

TEST(Infogan, RefusesOneCategoryAndADeviationOfZero) {
  const Family family = family_with("infogan", {});
  const auto refuses = [&](const std::string& option, const OptionValue& value) {
    return option_of(family, option).broken_constraint(value) != nullptr;
  };
  EXPECT_TRUE(refuses("num_categories", int64_t{1}));
  EXPECT_FALSE(refuses("num_categories", int64_t{2}));
  EXPECT_TRUE(refuses("code_deviation", 0.0));
  EXPECT_FALSE(refuses("code_deviation", 0.1));
}

}  // namespace
}  // namespace tandem
