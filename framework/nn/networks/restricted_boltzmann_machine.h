// A restricted Boltzmann machine: energies, conditional means and samples. A family of its own, and
// what deep autoencoders are pretrained with.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <cstdint>

namespace tandem {

struct MachineOptions {
  int64_t num_visible = 1;
  int64_t num_hidden = 1;
  bool gaussian_visible = false;  // else binary; Gaussian units have unit variance
  bool gaussian_hidden = false;
  double initial_deviation = 0.01;  // of the weights
  double initial_hidden_bias = 0.0;
};

/// Energy E(v, h) = −vᵀWh − bᵀv − cᵀh, where a Gaussian unit has ½(v − b)² in place of −bv
/// (Hinton, "A practical guide to training restricted Boltzmann machines", 2010). Visible rows are
/// (N, num_visible), hidden ones (N, num_hidden). Draws come from the default generator.
class RestrictedBoltzmannMachineImpl : public torch::nn::Module {
 public:
  explicit RestrictedBoltzmannMachineImpl(const MachineOptions& options);

  /// vW + c: what the means of the hidden units follow from.
  at::Tensor hidden_inputs(const at::Tensor& visible) const;
  at::Tensor hidden_means(const at::Tensor& visible) const;
  at::Tensor draw_hidden(const at::Tensor& visible) const;
  at::Tensor visible_means(const at::Tensor& hidden) const;
  /// Visible units drawn around their means.
  at::Tensor draw_visible(const at::Tensor& means) const;
  /// F(v) = −log Σ_h exp(−E(v, h)) of each row, (N); for Gaussian hidden units the integral over h
  /// without its constant factor.
  at::Tensor free_energies(const at::Tensor& visible) const;

  const MachineOptions& options() const { return options_; }

  at::Tensor weight;  // (num_visible, num_hidden)
  at::Tensor visible_bias;
  at::Tensor hidden_bias;

 private:
  MachineOptions options_;
};
TORCH_MODULE(RestrictedBoltzmannMachine);

/// What a chain of Gibbs sampling from visible units ends at.
struct GibbsChain {
  at::Tensor sample;       // visible units after the last step
  at::Tensor first_means;  // means of the visible units in the first step: a reconstruction
};

/// `steps` ≥ 1 steps from `visible`, without gradients. With `mean_field` visible units take their
/// means in place of samples.
GibbsChain run_gibbs_chain(const RestrictedBoltzmannMachineImpl& machine, const at::Tensor& visible,
                           int64_t steps, bool mean_field);

/// Mean of F(data) − F(sample), whose gradient is that of contrastive divergence when `sample`,
/// which counts as constant, ends a chain that began at `data` (Hinton, "Training products of
/// experts by minimizing contrastive divergence", 2002).
at::Tensor free_energy_difference(const RestrictedBoltzmannMachineImpl& machine,
                                  const at::Tensor& data, const at::Tensor& sample);

}  // namespace tandem
