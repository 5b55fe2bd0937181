// The Boltzmann machine against a machine that is small enough to enumerate.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

#include <cmath>
#include <numbers>

#include "framework/model/capabilities.h"
#include "tests/support/family_with.h"

namespace tandem {
namespace {

constexpr int64_t kVisible = 6;
constexpr int64_t kHidden = 5;
const DataDescription kSmallImages{
    .fields = {{.name = "images", .shape = {2, 3, 1}, .type = "uint8"}}};

/// All binary rows of a length.
at::Tensor all_states(int64_t length) {
  const at::Tensor numbers = at::arange(int64_t{1} << length).unsqueeze(1);
  return numbers.bitwise_right_shift(at::arange(length)).bitwise_and(1).to(at::kFloat);
}

/// Annealing of 400 chains from images with this mean finds log Z within its own standard error.
void expect_partition(GenerativeModel& model, double mean, double exact) {
  const at::Tensor log_weights =
      require<EstimatesPartition>(model).partition_log_weights(at::full({1, 2, 3}, mean), 400);
  ASSERT_EQ(log_weights.scalar_type(), at::kDouble);
  const at::Tensor weights = (log_weights - exact).exp();
  const double standard_error = weights.std().item<double>() / 20.0;
  EXPECT_NEAR(weights.mean().item<double>(), 1.0, 4 * standard_error) << mean;
  EXPECT_LT(standard_error, 0.03) << mean;
}

class BoltzmannMachineTest : public testing::Test {
 protected:
  BoltzmannMachineTest()
      : family_(family_with("boltzmann_machine",
                            {{"hidden_size", kHidden}, {"annealing_steps", int64_t{1000}}})) {
    torch::manual_seed(3);
    model_ = family_.build(kSmallImages);
    const torch::NoGradGuard no_gradients;
    const auto parameters = model_->networks()[0].module->named_parameters();
    weight_ = parameters["weight"];
    visible_bias_ = parameters["visible_bias"];
    hidden_bias_ = parameters["hidden_bias"];
    for (at::Tensor parameter : {weight_, visible_bias_, hidden_bias_}) parameter.normal_(0, 1.5);
  }

  /// −E of every pair of states, summed over h in the exponent: log p*(v).
  at::Tensor log_unnormalized(const at::Tensor& visible) const {
    const at::Tensor hidden = all_states(kHidden);
    const at::Tensor energies = visible.mm(weight_).mm(hidden.t()) +
                                visible.mv(visible_bias_).unsqueeze(1) + hidden.mv(hidden_bias_);
    return at::logsumexp(energies.to(at::kDouble), 1);
  }

  Family family_;
  std::unique_ptr<GenerativeModel> model_;
  at::Tensor weight_;
  at::Tensor visible_bias_;
  at::Tensor hidden_bias_;
};

TEST_F(BoltzmannMachineTest, AnnealingFindsTheEnumeratedLikelihood) {
  const torch::NoGradGuard no_gradients;
  const at::Tensor states = all_states(kVisible);
  const at::Tensor log_unnormalized_states = log_unnormalized(states);
  const at::Tensor given =
      require<EstimatesPartition>(*model_).unnormalized_log_likelihood(states.view({-1, 1, 2, 3}));
  EXPECT_TRUE(at::allclose(given.to(at::kDouble), log_unnormalized_states, 1e-5, 1e-5));
  for (const double mean : {0.0, 0.2, 1.0}) {
    expect_partition(*model_, mean, at::logsumexp(log_unnormalized_states, 0).item<double>());
  }
}

/// With Gaussian units ∫ exp(−½‖v − b‖²) Σ_h … dv is a sum over h of Gaussian integrals.
TEST(GaussianBoltzmannMachine, AnnealingFindsTheExactLikelihood) {
  const Family family = family_with("boltzmann_machine", {{"hidden_size", kHidden},
                                                          {"annealing_steps", int64_t{1000}},
                                                          {"visible", std::string("gaussian")}});
  torch::manual_seed(4);
  const auto model = family.build(kSmallImages);
  const torch::NoGradGuard no_gradients;
  const auto parameters = model->networks()[0].module->named_parameters();
  for (const auto& parameter : parameters) at::Tensor(parameter.value()).normal_(0, 0.5);
  const at::Tensor weight = parameters["weight"];
  const at::Tensor bias = parameters["visible_bias"];
  const at::Tensor hidden = all_states(kHidden);
  const at::Tensor means = hidden.mm(weight.t());
  const at::Tensor log_partition =
      at::logsumexp(
          hidden.mv(parameters["hidden_bias"]) + means.mv(bias) + means.square().sum(1) * 0.5, 0) +
      0.5 * kVisible * std::log(2 * std::numbers::pi);
  const at::Tensor images = at::rand({5, 1, 2, 3});
  const at::Tensor visible = images.flatten(1);
  const at::Tensor exact = at::softplus(visible.mm(weight) + parameters["hidden_bias"]).sum(1) -
                           (visible - bias).square().sum(1) * 0.5 - log_partition;
  const at::Tensor given = require<EstimatesPartition>(*model).unnormalized_log_likelihood(images);
  EXPECT_TRUE(at::allclose(given - log_partition, exact, 1e-5, 1e-5));
  expect_partition(*model, 0.4, log_partition.item<double>());
}

TEST_F(BoltzmannMachineTest, TheGradientIsThatOfContrastiveDivergence) {
  const at::Tensor data = at::bernoulli(at::full({8, kVisible}, 0.5));
  const Objective objective = model_->objectives()[0];
  torch::manual_seed(11);
  const Losses losses =
      objective.loss(Batch({{"images", data.view({8, 1, 2, 3})}}), {at::kCPU, 0, 8});
  const auto got = torch::autograd::grad({losses.total}, {weight_, visible_bias_, hidden_bias_});

  const torch::NoGradGuard no_gradients;
  torch::manual_seed(11);
  const auto probabilities = [&](const at::Tensor& visible) {
    return at::sigmoid(visible.mm(weight_) + hidden_bias_);
  };
  const at::Tensor hidden = at::bernoulli(probabilities(data));
  const at::Tensor sample = at::bernoulli(at::sigmoid(hidden.mm(weight_.t()) + visible_bias_));
  const at::Tensor positive = probabilities(data);
  const at::Tensor negative = probabilities(sample);
  EXPECT_TRUE(
      at::allclose(got[0], (sample.t().mm(negative) - data.t().mm(positive)) / 8, 1e-4, 1e-5));
  EXPECT_TRUE(at::allclose(got[1], (sample - data).mean(0), 1e-4, 1e-5));
  EXPECT_TRUE(at::allclose(got[2], (negative - positive).mean(0), 1e-4, 1e-5));
}

TEST(PersistentBoltzmannMachine, TheChainGoesOn) {
  const Family family =
      family_with("boltzmann_machine", {{"hidden_size", kHidden}, {"persistent", true}});
  torch::manual_seed(5);
  const auto model =
      family.build({.fields = {{.name = "images", .shape = {2, 3, 1}, .type = "uint8"}}});
  const auto parameters = model->networks()[0].module->named_parameters();
  const at::Tensor bias = parameters["visible_bias"];
  {
    // A machine whose step keeps all pixels but the last, which it turns on.
    const torch::NoGradGuard no_gradients;
    at::Tensor(parameters["weight"]).copy_(at::eye(kVisible, kHidden) * 60);
    at::Tensor(parameters["hidden_bias"]).fill_(-30);
    bias.fill_(-30).narrow(0, kVisible - 1, 1).fill_(30);
  }
  const Objective objective = model->objectives()[0];
  Context context{at::kCPU, 0, 8};
  context.lane_tensors = make_lane_tensors(*model, 8, at::kCPU);
  const at::Tensor chain = context.lane_state("chain");
  ASSERT_EQ(chain.sizes(), (std::vector<int64_t>{8, kVisible}));
  at::Tensor expected = chain.clone();
  ASSERT_GT(expected.narrow(1, 0, kVisible - 1).sum().item<float>(), 0) << "it differs from data";
  expected.select(1, kVisible - 1).fill_(1);
  const Batch batch({{"images", at::zeros({8, 1, 2, 3})}});
  const Losses losses = objective.loss(batch, context);
  EXPECT_TRUE(at::equal(chain, expected)) << "it starts where it was, not at the data";
  // By the visible biases the loss has the slope mean(chain − data).
  const at::Tensor slope = torch::autograd::grad({losses.total}, {bias})[0];
  EXPECT_TRUE(at::allclose(slope, chain.mean(0)));
}

TEST_F(BoltzmannMachineTest, ItsLikelihoodIsOfBlackAndWhiteImages) {
  const LikelihoodKind kind = require<EstimatesPartition>(*model_).likelihood_kind();
  EXPECT_EQ(kind.num_levels, 2);
  EXPECT_FALSE(kind.quantizes);
  const auto kind_with = [](const std::string& option, const OptionValue& value) {
    const auto model = family_with("boltzmann_machine", {{option, value}}).build(kSmallImages);
    return require<EstimatesPartition>(*model).likelihood_kind();
  };
  EXPECT_TRUE(kind_with("binarized", true).quantizes);
  EXPECT_EQ(kind_with("visible", std::string("gaussian")).num_levels, 0);
  EXPECT_THROW(
      family_with("boltzmann_machine", {{"visible", std::string("gaussian")}, {"binarized", true}})
          .build(kSmallImages),
      ConfigError);
}

/// Kind of visible units, steps of the chain, whether it goes on.
using ChainCase = std::tuple<std::string, int64_t, bool>;

class GibbsStepsTest : public testing::TestWithParam<ChainCase> {};

/// The sample that the data are contrasted with, by the formulas of both kinds of visible units.
TEST_P(GibbsStepsTest, TheGradientIsThatOfTheChainsEnd) {
  const auto& [visible, steps, persistent] = GetParam();
  const bool gaussian = visible == "gaussian";
  torch::manual_seed(6);
  const auto model = family_with("boltzmann_machine", {{"hidden_size", kHidden},
                                                       {"visible", visible},
                                                       {"gibbs_steps", steps},
                                                       {"persistent", persistent}})
                         .build(kSmallImages);
  const auto parameters = model->networks()[0].module->named_parameters();
  const at::Tensor weight = parameters["weight"];
  const at::Tensor bias = parameters["visible_bias"];
  const at::Tensor hidden_bias = parameters["hidden_bias"];
  {
    const torch::NoGradGuard no_gradients;
    for (const auto& parameter : parameters) at::Tensor(parameter.value()).normal_(0, 0.7);
  }
  const at::Tensor data = gaussian ? at::rand({8, kVisible}) : at::rand({8, kVisible}).round();
  Context context{at::kCPU, 0, 8};
  context.lane_tensors = make_lane_tensors(*model, 8, at::kCPU);
  at::Tensor sample = persistent ? context.lane_state("chain").clone() : data;
  const auto means = [&](const at::Tensor& rows) {
    return at::sigmoid(rows.mm(weight) + hidden_bias);
  };
  const Objective objective = model->objectives()[0];
  torch::manual_seed(11);
  const Losses losses = objective.loss(Batch({{"images", data.view({8, 1, 2, 3})}}), context);
  const auto got = torch::autograd::grad({losses.total}, {weight, bias, hidden_bias});

  const torch::NoGradGuard no_gradients;
  torch::manual_seed(11);
  const auto step_from = [&](const at::Tensor& rows) {
    const at::Tensor inputs = at::bernoulli(means(rows)).mm(weight.t()) + bias;
    return gaussian ? inputs + at::randn_like(inputs) : at::bernoulli(at::sigmoid(inputs));
  };
  // What is reported of the data takes a step of its own before the chain's.
  if (persistent) step_from(data);
  for (int64_t step = 0; step < steps; ++step) sample = step_from(sample);
  EXPECT_TRUE(at::allclose(got[0], (sample.t().mm(means(sample)) - data.t().mm(means(data))) / 8,
                           1e-4, 1e-5));
  EXPECT_TRUE(at::allclose(got[1], (sample - data).mean(0), 1e-4, 1e-5));
  EXPECT_TRUE(at::allclose(got[2], (means(sample) - means(data)).mean(0), 1e-4, 1e-5));
  if (!persistent) return;
  EXPECT_TRUE(at::equal(context.lane_state("chain"), sample));
}

INSTANTIATE_TEST_SUITE_P(
    Chains, GibbsStepsTest,
    testing::Values(ChainCase{"binary", 1, false}, ChainCase{"binary", 3, false},
                    ChainCase{"gaussian", 1, false}, ChainCase{"gaussian", 3, false},
                    ChainCase{"binary", 3, true}, ChainCase{"gaussian", 2, true}));

}  // namespace
}  // namespace tandem
