// The Boltzmann machine against a machine that is small enough to enumerate.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <numbers>

#include "framework/model/capabilities.h"
#include "tests/support/family_with.h"

namespace tandem {
namespace {

constexpr int64_t kVisible = 6;
constexpr int64_t kHidden = 5;

/// All binary rows of a length.
at::Tensor all_states(int64_t length) {
  const at::Tensor numbers = at::arange(int64_t{1} << length).unsqueeze(1);
  return numbers.bitwise_right_shift(at::arange(length)).bitwise_and(1).to(at::kFloat);
}

class BoltzmannMachineTest : public testing::Test {
 protected:
  BoltzmannMachineTest() : family_(family_with("boltzmann_machine", {{"hidden_size", kHidden}})) {
    torch::manual_seed(3);
    model_ = family_.build({.fields = {{.name = "images", .shape = {2, 3, 1}, .type = "uint8"}}});
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
  const at::Tensor exact = log_unnormalized(states) - at::logsumexp(log_unnormalized(states), 0);
  const at::Tensor estimate =
      dynamic_cast<EstimatesLikelihood&>(*model_).log_likelihood(states.view({-1, 1, 2, 3}), 200);
  EXPECT_TRUE(at::allclose(estimate.to(at::kDouble), exact, 0.0, 0.1))
      << (estimate - exact).abs().max();
}

/// With Gaussian units ∫ exp(−½‖v − b‖²) Σ_h … dv is a sum over h of Gaussian integrals.
TEST(GaussianBoltzmannMachine, AnnealingFindsTheExactLikelihood) {
  const Family family = family_with(
      "boltzmann_machine", {{"hidden_size", kHidden}, {"visible", std::string("gaussian")}});
  torch::manual_seed(4);
  const auto model =
      family.build({.fields = {{.name = "images", .shape = {2, 3, 1}, .type = "uint8"}}});
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
  const at::Tensor estimate =
      dynamic_cast<EstimatesLikelihood&>(*model).log_likelihood(images, 200);
  EXPECT_TRUE(at::allclose(estimate.to(at::kDouble), exact.to(at::kDouble), 0.0, 0.1))
      << estimate << exact;
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
  const at::Tensor chain = context.lane("chain");
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

}  // namespace
}  // namespace tandem
