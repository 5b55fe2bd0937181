// Computes losses, gradients and optimiser updates from tensors in a safetensors file, for the
// tests that compare them with PyTorch: `parity_probe losses|optimizers INPUT OUTPUT`.
#include <torch/torch.h>

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "framework/checkpoint/state_archive.h"
#include "framework/core/files.h"
#include "framework/model/losses.h"
#include "framework/model/losses_code.h"
#include "framework/model/random_streams.h"
#include "framework/training/optimizer.h"

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

NamedTensors losses(const NamedTensors& inputs) {
  NamedTensors results;
  const at::Tensor& targets = inputs.at("targets");
  const at::Tensor logits = leaf(inputs, "logits");
  store(results, "bernoulli", bernoulli_negative_log_likelihood(logits, targets),
        {{"logits", logits}});
  store(results, "gaussian", gaussian_negative_log_likelihood(logits, targets, 0.7),
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

  const at::Tensor first = leaf(inputs, "first");
  const at::Tensor second = leaf(inputs, "second");
  const auto score = [&](const at::Tensor& images) {
    return at::leaky_relu(images.flatten(1).matmul(first), 0.2).matmul(second);
  };
  seed_generators(at::kCPU, kSeed);
  const GradientPenalty penalty =
      gradient_penalty(score, inputs.at("real_images"), inputs.at("fake_images"));
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
      {"sgd", {.optimizer = "sgd", .learning_rate = rate}},
      {"sgd_momentum",
       {.optimizer = "sgd", .learning_rate = rate, .momentum = 0.9, .weight_decay = 0.1}},
      {"rmsprop", {.optimizer = "rmsprop", .learning_rate = rate}},
      {"rmsprop_momentum",
       {.optimizer = "rmsprop", .learning_rate = rate, .momentum = 0.9, .smoothing = 0.9}},
  };
}

/// Weights after one update per row of `gradients`, for every variant.
NamedTensors optimizers(const NamedTensors& inputs) {
  NamedTensors results;
  const at::Tensor finite = at::zeros({1});
  for (const auto& [name, options] : variants()) {
    at::Tensor weights = inputs.at("weights").clone();
    const auto optimizer = make_optimizer(options, weights);
    for (const at::Tensor& gradient : inputs.at("gradients").unbind()) {
      optimizer->update(weights, gradient.clone(), options.learning_rate, finite);
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
