// A machine so small that all its states can be listed.
#include "framework/nn/networks/restricted_boltzmann_machine.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

namespace tandem {
namespace {

/// All rows of `count` zeros and ones.
at::Tensor all_states(int64_t count) {
  const at::Tensor numbers = at::arange(int64_t{1} << count).unsqueeze(1);
  const at::Tensor places = at::pow(2, at::arange(count));
  return at::floor_divide(numbers, places).remainder(2).to(at::kFloat);
}

class MachineTest : public testing::Test {
 protected:
  MachineTest() {
    torch::manual_seed(1);
    const torch::NoGradGuard no_gradients;
    machine_->weight.normal_();
    machine_->visible_bias.normal_();
    machine_->hidden_bias.normal_();
  }
  /// −E(v, h) of one visible row with every hidden state.
  at::Tensor scores(const at::Tensor& visible) const {
    const at::Tensor hidden = all_states(2);
    return hidden.mv(machine_->hidden_inputs(visible.unsqueeze(0))[0]) +
           visible.dot(machine_->visible_bias);
  }
  RestrictedBoltzmannMachine machine_{MachineOptions{.num_visible = 3, .num_hidden = 2}};
};

TEST_F(MachineTest, FreeEnergiesSumOverTheHiddenStates) {
  const at::Tensor visible = all_states(3);
  const at::Tensor energies = machine_->free_energies(visible);
  for (int64_t row = 0; row < visible.size(0); ++row) {
    EXPECT_NEAR(energies[row].item<double>(),
                -at::logsumexp(scores(visible[row]), 0).item<double>(), 1e-5);
  }
}

TEST_F(MachineTest, HiddenMeansAreThoseOfTheListedStates) {
  const at::Tensor visible = at::tensor({1.f, 0.f, 1.f});
  const at::Tensor expected = at::softmax(scores(visible), 0).unsqueeze(0).mm(all_states(2));
  EXPECT_TRUE(at::allclose(machine_->hidden_means(visible.unsqueeze(0)), expected, 1e-5, 1e-6));
}

/// A divergence is told by the energies, and not by a draw that cannot be made.
TEST_F(MachineTest, UnitsOfADivergedMachineAreDrawn) {
  const torch::NoGradGuard no_gradients;
  machine_->hidden_bias.fill_(NAN);
  EXPECT_NO_THROW(machine_->draw_hidden(all_states(3)));
  EXPECT_NO_THROW(machine_->draw_visible(at::full({2, 3}, NAN)));
  EXPECT_FALSE(machine_->free_energies(all_states(3)).isfinite().any().item<bool>());
}

TEST_F(MachineTest, ALongChainVisitsStatesAsOftenAsTheyAreProbable) {
  const torch::NoGradGuard no_gradients;
  const at::Tensor states = all_states(3);
  const at::Tensor probabilities = at::softmax(-machine_->free_energies(states), 0);
  const at::Tensor samples =
      run_gibbs_chain(*machine_, at::zeros({20000, 3}), /*steps=*/30, /*mean_field=*/false).sample;
  for (int64_t row = 0; row < states.size(0); ++row) {
    const double share = samples.eq(states[row]).all(1).to(at::kDouble).mean().item<double>();
    EXPECT_NEAR(share, probabilities[row].item<double>(), 0.02);
  }
}

}  // namespace
}  // namespace tandem
