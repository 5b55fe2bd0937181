// Computes adversarial losses, penalties and layers, and their gradients, from tensors in a
// safetensors file, for the test that compares them with PyTorch: `adversarial_probe INPUT OUTPUT`.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>
#include <torch/utils.h>

#include <cstdio>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "framework/checkpoint/state_archive.h"
#include "framework/core/files.h"
#include "framework/device/generator_seeding.h"
#include "framework/model/losses/adversarial.h"
#include "framework/model/losses/information.h"
#include "framework/model/losses/penalty.h"
#include "framework/nn/layers/differentiable_augmentation.h"
#include "framework/nn/layers/minibatch_discrimination.h"
#include "framework/nn/layers/spectral_norm.h"
#include "framework/nn/layers/virtual_batch_norm.h"

namespace tandem {
namespace {

constexpr uint64_t kSeed = 7;  // of augmentations; the test knows it too

using Leaves = std::vector<std::pair<std::string, at::Tensor>>;

at::Tensor leaf(const NamedTensors& tensors, const std::string& name) {
  return tensors.at(name).clone().requires_grad_(true);
}

/// Stores a loss and its gradients by `leaves`, as `<name>` and `<name>/<leaf>`.
void store(NamedTensors& results, const std::string& name, const at::Tensor& loss,
           const Leaves& leaves) {
  results[name] = loss.detach();
  for (const auto& [leaf_name, tensor] : leaves) {
    results[std::string(name).append("/").append(leaf_name)] =
        torch::autograd::grad({loss}, {tensor}, {}, true)[0].detach();
  }
}

/// Gives a layer the weights of that name in the file; returns them as leaves.
Leaves set_parameters(torch::nn::Module& layer, const NamedTensors& inputs,
                      const std::string& name) {
  const torch::NoGradGuard no_gradients;
  Leaves leaves;
  for (const auto& parameter : layer.named_parameters()) {
    at::Tensor weight = parameter.value();
    weight.copy_(inputs.at(name + "." + parameter.key()));
    leaves.emplace_back(parameter.key(), weight);
  }
  return leaves;
}

/// Every loss for both players, of one score per sample and of maps of patches.
void store_games(NamedTensors& results, const NamedTensors& inputs) {
  for (const auto& [kind_name, kind] : kAdversarialLosses) {
    for (const std::string shape : {"scores", "patches"}) {
      const at::Tensor real = leaf(inputs, "real_" + shape), fake = leaf(inputs, "fake_" + shape);
      const std::string name = std::string(kind_name) + "_" + shape;
      for (const auto& [suffix, target] : {std::pair("", 1.0), std::pair("_smoothed", 0.9)}) {
        const RealFakeLosses losses = discriminator_losses(kind, real, fake, target);
        store(results, name + suffix, losses.total, {{"real", real}, {"fake", fake}});
        results[name + suffix + "/real_loss"] = losses.real;
        results[name + suffix + "/fake_loss"] = losses.fake;
      }
      store(results, name + "_generator", generator_loss(kind, fake), {{"fake", fake}});
    }
  }
}

/// Penalties on the gradient of a small network, differentiated in its weights.
void store_penalties(NamedTensors& results, const NamedTensors& inputs) {
  const at::Tensor first = leaf(inputs, "first"), second = leaf(inputs, "second");
  const auto score = [&](const at::Tensor& images) {
    return images.flatten(1).matmul(first).tanh().matmul(second);
  };
  const at::Tensor& points = inputs.at("images");
  const Leaves leaves = {{"first", first}, {"second", second}};
  store(results, "zero_centered", zero_centered_penalty(score, points), leaves);
  for (const auto& [name, one_sided] :
       {std::pair("two_sided", false), std::pair("one_sided", true)}) {
    const GradientPenalty penalty = gradient_penalty(score, points, one_sided);
    store(results, name, penalty.penalty, leaves);
    results[std::string(name) + "/mean_norm"] = penalty.mean_norm;
  }
}

/// Three passes of a layer whose singular vectors start as the file says: the last one's output,
/// the penalty on its gradient, and the vectors.
template <class Layer>
void store_spectral(NamedTensors& results, const NamedTensors& inputs, const std::string& name,
                    Layer layer) {
  const Leaves leaves = set_parameters(*layer, inputs, name);
  for (const auto& buffer : layer->named_buffers()) {
    buffer.value().copy_(inputs.at(name + "." + buffer.key()));
  }
  const at::Tensor& input = inputs.at(name + ".input");
  for (int i = 0; i < 2; ++i) layer->forward(input);
  store(results, name, layer->forward(input).square().sum(), leaves);
  for (const auto& buffer : layer->named_buffers()) {
    results[name + "/" + buffer.key()] = buffer.value().clone();
  }
  layer->eval();
  const auto score = [&](const at::Tensor& points) { return layer->forward(points).tanh(); };
  store(results, name + "_penalty", zero_centered_penalty(score, input), {leaves.front()});
}

void store_layers(NamedTensors& results, const NamedTensors& inputs) {
  const at::Tensor features = leaf(inputs, "features");
  MinibatchDiscrimination closeness(5, 3, 2);
  Leaves leaves = set_parameters(*closeness, inputs, "closeness");
  leaves.emplace_back("features", features);
  store(results, "closeness", (closeness->forward(features) * inputs.at("mixture")).sum(), leaves);

  VirtualBatchNorm norm(5, /*num_reference=*/4);
  leaves = set_parameters(*norm, inputs, "virtual");
  leaves.emplace_back("features", features);
  store(results, "virtual", norm->forward(features).tanh().square().sum(), leaves);

  for (const std::string& policy : differentiable_augmentation_names()) {
    const at::Tensor images = leaf(inputs, "images");
    seed_generators(at::kCPU, kSeed);
    const at::Tensor changed = differentiably_augmented(images, {policy});
    store(results, policy, changed.square().sum(), {{"images", images}});
  }
}

void store_information(NamedTensors& results, const NamedTensors& inputs) {
  const at::Tensor logits = leaf(inputs, "logits"), means = leaf(inputs, "means");
  store(results, "categorical", categorical_information(logits, inputs.at("categories")),
        {{"logits", logits}});
  for (const auto& [name, deviation] : {std::pair("continuous", 1.0), std::pair("narrow", 0.3)}) {
    store(results, name, continuous_information(means, inputs.at("codes"), deviation),
          {{"means", means}});
  }
}

NamedTensors computed(const NamedTensors& inputs) {
  NamedTensors results;
  store_games(results, inputs);
  store_penalties(results, inputs);
  store_spectral(results, inputs, "spectral_linear", SpectralLinear(6, 4));
  store_spectral(results, inputs, "spectral_convolution",
                 SpectralConv2d(torch::nn::Conv2dOptions(2, 5, 4).stride(2).padding(1)));
  store_layers(results, inputs);
  store_information(results, inputs);
  return results;
}

}  // namespace
}  // namespace tandem

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: adversarial_probe INPUT OUTPUT\n");
    return 64;
  }
  try {
    tandem::write_file_synced(
        argv[2], tandem::to_safetensors(tandem::computed(tandem::read_safetensors(argv[1]))));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 70;
  }
  return 0;
}
