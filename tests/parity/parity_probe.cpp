// Computes losses, gradients and optimiser updates from tensors in a safetensors file, for the
// tests that compare them with PyTorch: `parity_probe losses|optimizers INPUT OUTPUT`.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include "framework/checkpoint/state_archive.h"
#include "framework/core/files.h"
#include "framework/device/generator_seeding.h"
#include "framework/model/losses/adversarial.h"
#include "framework/model/losses/code.h"
#include "framework/model/losses/likelihood.h"
#include "framework/model/losses/penalty.h"
#include "framework/nn/layers/coupling.h"
#include "framework/nn/networks/restricted_boltzmann_machine.h"
#include "framework/optimization/optimizer.h"

namespace tandem {
namespace {

constexpr uint64_t kSeed = 7;  // of the positions of the gradient penalty; the test knows it too

at::Tensor leaf(const NamedTensors& tensors, const std::string& name) {
  return tensors.at(name).clone().requires_grad_(true);
}

/// Stores a loss and its gradients by `leaves`, as `<name>` and `<name>/<leaf>`.
void store(NamedTensors& results, const std::string& name, const at::Tensor& loss,
           const std::vector<std::pair<std::string, at::Tensor>>& leaves) {
  results[name] = loss.detach();
  for (const auto& [leaf_name, tensor] : leaves) {
    results[std::string(name).append("/").append(leaf_name)] =
        torch::autograd::grad({loss}, {tensor}, {}, true)[0].detach();
  }
}

/// The norm of one sigmoid layer's Jacobian, in closed form, exact, and estimated.
void store_jacobians(NamedTensors& results, const NamedTensors& inputs) {
  const at::Tensor weight = leaf(inputs, "weight");
  const at::Tensor images = inputs.at("targets").clone().requires_grad_(true);
  const at::Tensor code = at::sigmoid(images.mm(weight.t()));
  store(results, "jacobian_closed", sigmoid_jacobian_norm(code, weight), {{"weight", weight}});
  store(results, "jacobian_exact", jacobian_norm(code, images, 0), {{"weight", weight}});
  seed_generators(at::kCPU, kSeed);
  results["jacobian_probed"] = jacobian_norm(code, images, 2000).detach();
}

/// A coupling with given weights: its output, and −log density of that under a standard normal
/// distribution, without the constant.
void store_coupling(NamedTensors& results, const NamedTensors& inputs, const std::string& name,
                    CouplingMask mask) {
  const at::Tensor images = leaf(inputs, "coupling_images");
  AffineCoupling coupling(CouplingOptions{
      .mask = mask, .flipped = true, .channels = images.size(1), .hidden_channels = 6});
  std::vector<std::pair<std::string, at::Tensor>> leaves = {{"images", images}};
  for (const auto& parameter : coupling->named_parameters()) {
    const torch::NoGradGuard no_gradients;
    at::Tensor weight = parameter.value();
    weight.copy_(inputs.at(name + "." + parameter.key()));
    leaves.emplace_back(parameter.key(), weight);
  }
  const Transformed output = coupling->forward(images);
  results[name + "/values"] = output.values.detach();
  results[name + "/log_determinant"] = output.log_determinant.detach();
  const at::Tensor loss = output.values.square().sum() * 0.5 - output.log_determinant.sum();
  store(results, name, loss, leaves);
}

/// Free energies of machines with binary and Gaussian units, each summed over the rows.
void store_free_energies(NamedTensors& results, const NamedTensors& inputs) {
  const at::Tensor& visible = inputs.at("real_images");
  const at::Tensor rows = visible.flatten(1);
  for (const auto& [name, gaussian_visible, gaussian_hidden] :
       {std::tuple("binary", false, false), std::tuple("gaussian_visible", true, false),
        std::tuple("gaussian_hidden", false, true)}) {
    const RestrictedBoltzmannMachine machine(MachineOptions{.num_visible = 20,
                                                            .num_hidden = 16,
                                                            .gaussian_visible = gaussian_visible,
                                                            .gaussian_hidden = gaussian_hidden});
    {
      const torch::NoGradGuard no_gradients;
      machine->weight.copy_(inputs.at("first"));
      machine->visible_bias.copy_(inputs.at("visible_bias"));
      machine->hidden_bias.copy_(inputs.at("hidden_bias"));
    }
    store(results, std::string("free_energy_") + name, machine->free_energies(rows).sum(),
          {{"weight", machine->weight},
           {"visible_bias", machine->visible_bias},
           {"hidden_bias", machine->hidden_bias}});
  }
}

NamedTensors losses(const NamedTensors& inputs) {
  NamedTensors results;
  const at::Tensor& targets = inputs.at("targets");
  const at::Tensor logits = leaf(inputs, "logits");
  store(results, "bernoulli", bernoulli_negative_log_likelihood(logits, targets),
        {{"logits", logits}});
  store(results, "gaussian", gaussian_negative_log_likelihood(logits, targets, 0.7),
        {{"logits", logits}});
  const at::Tensor log_deviation = at::full({1}, -0.3).requires_grad_(true);
  store(results, "gaussian_learned",
        gaussian_negative_log_likelihoods(logits, targets, log_deviation).mean(),
        {{"logits", logits}, {"log_deviation", log_deviation}});
  store(results, "bernoulli_rows", bernoulli_negative_log_likelihoods(logits, targets)[2],
        {{"logits", logits}});
  const at::Tensor mean = leaf(inputs, "mean");
  const at::Tensor log_variance = leaf(inputs, "log_variance");
  store(results, "divergence", standard_normal_divergence(mean, log_variance),
        {{"mean", mean}, {"log_variance", log_variance}});
  const at::Tensor scores = leaf(inputs, "scores");
  const int64_t num_scores = scores.size(0);
  store(results, "real", real_fake_cross_entropy(scores, num_scores).total, {{"scores", scores}});
  store(results, "fake", real_fake_cross_entropy(scores, 0).total, {{"scores", scores}});
  store(results, "real_and_fake", real_fake_cross_entropy(scores, 2).total, {{"scores", scores}});

  const at::Tensor code = leaf(inputs, "code");
  store(results, "sparsity", sparsity_divergence(code, 0.1), {{"code", code}});
  store_jacobians(results, inputs);
  store_coupling(results, inputs, "checkerboard", CouplingMask::kCheckerboard);
  store_coupling(results, inputs, "channels", CouplingMask::kChannels);

  store_free_energies(results, inputs);

  const at::Tensor first = leaf(inputs, "first");
  const at::Tensor second = leaf(inputs, "second");
  const auto score = [&](const at::Tensor& images) {
    return at::leaky_relu(images.flatten(1).matmul(first), 0.2).matmul(second);
  };
  seed_generators(at::kCPU, kSeed);
  const GradientPenalty penalty = gradient_penalty(
      score, interpolated_points(inputs.at("real_images"), inputs.at("fake_images")),
      /*one_sided=*/false);
  results["mean_norm"] = penalty.mean_norm;
  store(results, "penalty", penalty.penalty, {{"first", first}, {"second", second}});
  return results;
}

/// The variants that the test knows under the same names.
std::vector<std::pair<std::string, LearnerOptions>> variants() {
  const double rate = 0.01;
  return {
      {"adam", {.optimizer = "adam", .learning_rate = rate}},
      {"adam_betas", {.optimizer = "adam", .learning_rate = rate, .betas = {0.5, 0.9}}},
      {"adam_decay", {.optimizer = "adam", .learning_rate = rate, .weight_decay = 0.1}},
      {"adamw", {.optimizer = "adamw", .learning_rate = rate, .weight_decay = 0.1}},
      {"sgd", {.optimizer = "sgd", .learning_rate = rate}},
      {"sgd_momentum",
       {.optimizer = "sgd", .learning_rate = rate, .momentum = 0.9, .weight_decay = 0.1}},
      {"rmsprop", {.optimizer = "rmsprop", .learning_rate = rate}},
      {"rmsprop_momentum",
       {.optimizer = "rmsprop", .learning_rate = rate, .momentum = 0.9, .smoothing = 0.9}},
  };
}

/// Throws where the table has an optimiser of which there is no variant.
void check_all_have_variants() {
  const auto all = variants();
  for (const OptimizerKind& kind : all_optimizers()) {
    const bool has_one = std::ranges::any_of(
        all, [&](const auto& variant) { return variant.second.optimizer == kind.name; });
    if (!has_one) throw std::runtime_error("no variant of the optimiser " + kind.name);
  }
}

/// Weights after one update per row of `gradients`, for every variant.
NamedTensors optimizers(const NamedTensors& inputs) {
  check_all_have_variants();
  NamedTensors results;
  const at::Tensor finite = at::zeros({1});
  for (const auto& [name, options] : variants()) {
    at::Tensor weights = inputs.at("weights").clone();
    const auto optimizer = make_optimizer(options, weights);
    for (const at::Tensor& gradient : inputs.at("gradients").unbind()) {
      optimizer->update(weights, gradient.clone(), {options.learning_rate, options.momentum},
                        finite);
    }
    results[name] = weights;
  }
  return results;
}

}  // namespace
}  // namespace tandem

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: parity_probe losses|optimizers INPUT OUTPUT\n");
    return 64;
  }
  try {
    const tandem::NamedTensors inputs = tandem::read_safetensors(argv[2]);
    const bool for_losses = std::string(argv[1]) == "losses";
    tandem::write_file_synced(
        argv[3],
        tandem::to_safetensors(for_losses ? tandem::losses(inputs) : tandem::optimizers(inputs)));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 70;
  }
  return 0;
}
