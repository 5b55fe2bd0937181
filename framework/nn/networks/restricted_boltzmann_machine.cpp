#include "framework/nn/networks/restricted_boltzmann_machine.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>
#include <torch/types.h>

namespace tandem {
namespace {

/// Of a machine that diverges there are means that are no numbers, which cannot be drawn by: that
/// it diverged its energies tell.
at::Tensor drawn_units(const at::Tensor& means) { return at::bernoulli(means.nan_to_num(0.0)); }

}  // namespace

RestrictedBoltzmannMachineImpl::RestrictedBoltzmannMachineImpl(const MachineOptions& options)
    : weight(register_parameter("weight", torch::randn({options.num_visible, options.num_hidden}) *
                                              options.initial_deviation)),
      visible_bias(register_parameter("visible_bias", torch::zeros({options.num_visible}))),
      hidden_bias(register_parameter(
          "hidden_bias", torch::full({options.num_hidden}, options.initial_hidden_bias))),
      options_(options) {}

at::Tensor RestrictedBoltzmannMachineImpl::hidden_inputs(const at::Tensor& visible) const {
  return at::addmm(hidden_bias, visible, weight);
}

at::Tensor RestrictedBoltzmannMachineImpl::hidden_means(const at::Tensor& visible) const {
  const at::Tensor inputs = hidden_inputs(visible);
  return options_.gaussian_hidden ? inputs : at::sigmoid(inputs);
}

at::Tensor RestrictedBoltzmannMachineImpl::draw_hidden(const at::Tensor& visible) const {
  const at::Tensor means = hidden_means(visible);
  return options_.gaussian_hidden ? means + at::randn_like(means) : drawn_units(means);
}

at::Tensor RestrictedBoltzmannMachineImpl::visible_means(const at::Tensor& hidden) const {
  const at::Tensor inputs = at::addmm(visible_bias, hidden, weight.t());
  return options_.gaussian_visible ? inputs : at::sigmoid(inputs);
}

at::Tensor RestrictedBoltzmannMachineImpl::draw_visible(const at::Tensor& means) const {
  return options_.gaussian_visible ? means + at::randn_like(means) : drawn_units(means);
}

at::Tensor RestrictedBoltzmannMachineImpl::free_energies(const at::Tensor& visible) const {
  const at::Tensor own = options_.gaussian_visible ? (visible - visible_bias).square().sum(1) * 0.5
                                                   : -visible.mv(visible_bias);
  const at::Tensor inputs = hidden_inputs(visible);
  // A binary unit is summed over its two states: log(1 + exp(input)).
  if (!options_.gaussian_hidden) return own - at::softplus(inputs).sum(1);
  // A Gaussian one is integrated: hᵀWᵀv − ½(h − c)² is ½(vW + c)² − ½c² − ½(h − c − vW)².
  return own - (inputs.square().sum(1) - hidden_bias.square().sum()) * 0.5;
}

GibbsChain run_gibbs_chain(const RestrictedBoltzmannMachineImpl& machine, const at::Tensor& visible,
                           int64_t steps, bool mean_field) {
  const at::NoGradGuard no_gradients;
  GibbsChain chain{.sample = visible, .first_means = {}};
  for (int64_t step = 0; step < steps; ++step) {
    // Hidden units are drawn in any case: by their means they would tell more than a state can.
    const at::Tensor means = machine.visible_means(machine.draw_hidden(chain.sample));
    if (step == 0) chain.first_means = means;
    chain.sample = mean_field ? means : machine.draw_visible(means);
  }
  return chain;
}

at::Tensor free_energy_difference(const RestrictedBoltzmannMachineImpl& machine,
                                  const at::Tensor& data, const at::Tensor& sample) {
  return (machine.free_energies(data) - machine.free_energies(sample)).mean();
}

}  // namespace tandem
