// Deep autoencoder whose layers are pretrained as a stack of restricted Boltzmann machines, then
// unrolled and trained as a whole (Hinton and Salakhutdinov, "Reducing the dimensionality of data
// with neural networks", 2006). Each machine and the whole are phases of one run.
#include <ATen/ATen.h>
#include <torch/nn/init.h>
#include <torch/nn/modules/container/functional.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>

#include <algorithm>

#include "framework/core/choice.h"
#include "framework/model/capabilities.h"
#include "framework/model/data_shapes.h"
#include "framework/model/family.h"
#include "framework/model/losses/likelihood.h"
#include "framework/nn/layers/activations.h"
#include "framework/nn/networks/multilayer_perceptron.h"
#include "framework/nn/networks/restricted_boltzmann_machine.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

// The objective that trains encoder and decoder as a whole.
constexpr const char* kFineTuning = "fine_tuning";

enum class FineTuningLoss { kBernoulli, kMse };
constexpr Choice<FineTuningLoss> kLosses[] = {{"bernoulli", FineTuningLoss::kBernoulli},
                                              {"mse", FineTuningLoss::kMse}};

struct DeepAutoencoderOptions {
  std::vector<int64_t> hidden_widths = {1000, 500, 250};
  int64_t latent_size = 30;
  bool pretrained = true;
  int64_t gibbs_steps = 1;
  double initial_deviation = 0.1;
  FineTuningLoss loss = FineTuningLoss::kBernoulli;

  size_t num_layers() const { return hidden_widths.size() + 1; }
};

OptionTable<DeepAutoencoderOptions> option_table() {
  return OptionTable<DeepAutoencoderOptions>()
      .field("hidden_widths", &DeepAutoencoderOptions::hidden_widths,
             "Widths of the encoder's sigmoid layers; the decoder has them reversed.", at_least(1))
      .field("latent_size", &DeepAutoencoderOptions::latent_size,
             "Number of linear units of the code.", at_least(1))
      .field("pretrained", &DeepAutoencoderOptions::pretrained,
             "Each layer is first trained as a Boltzmann machine, by an objective machine_1, "
             "machine_2, … of its own; false: fine_tuning is the only objective.")
      .field("gibbs_steps", &DeepAutoencoderOptions::gibbs_steps,
             "Steps of the machines' chains from the data (CD-k).", at_least(1))
      .live()
      .field("initial_deviation", &DeepAutoencoderOptions::initial_deviation,
             "Standard deviation of the machines' initial weights.", above(0.0))
      .choice(
          "loss", &DeepAutoencoderOptions::loss,
          "What fine_tuning minimises: bernoulli, the cross-entropy of the pixels; or mse, half "
          "their summed squared error.",
          kLosses);
}

std::string machine_name(size_t layer) { return "machine_" + std::to_string(layer + 1); }

/// Linear layers with sigmoids between them.
nn::Sequential sigmoid_layers(const std::vector<int64_t>& widths) {
  nn::Sequential layers;
  for (size_t i = 0; i + 1 < widths.size(); ++i) {
    if (i > 0) layers->push_back(nn::Functional(activation("sigmoid")));
    nn::Linear linear(widths[i], widths[i + 1]);
    // Sigmoid layers need larger weights than the default for a signal to reach the code.
    nn::init::xavier_normal_(linear->weight, 4.0);
    nn::init::zeros_(linear->bias);
    layers->push_back(linear);
  }
  return layers;
}

/// The weights, or the biases, of the linear layers in their order.
std::vector<at::Tensor> parameters_of(const nn::Sequential& layers,
                                      at::Tensor nn::LinearImpl::*parameter) {
  std::vector<at::Tensor> found;
  for (const auto& child : layers->children()) {
    if (const auto* linear = child->as<nn::Linear>()) {
      found.push_back(linear->*parameter);
    }
  }
  return found;
}

class DeepAutoencoder : public GenerativeModel, public Reconstructs, public Encodes {
 public:
  DeepAutoencoder(const DeepAutoencoderOptions& options, const DataDescription& data)
      : options_(options), image_(image_shape(data)) {
    std::vector<int64_t> widths =
        joined_widths(image_.num_pixels(), options.hidden_widths, options.latent_size);
    encoder_ = sigmoid_layers(widths);
    for (size_t layer = 0; options.pretrained && layer < options.num_layers(); ++layer) {
      machines_.emplace_back(MachineOptions{.num_visible = widths[layer],
                                            .num_hidden = widths[layer + 1],
                                            .gaussian_hidden = layer + 1 == options.num_layers(),
                                            .initial_deviation = options.initial_deviation});
    }
    std::reverse(widths.begin(), widths.end());
    // With weights of its own, also where fine_tuning begins with the encoder's, transposed.
    decoder_ = sigmoid_layers(widths);
  }

  std::vector<Network> networks() const override {
    std::vector<Network> all;
    for (size_t layer = 0; layer < machines_.size(); ++layer) {
      all.push_back({machine_name(layer), machines_[layer].ptr()});
    }
    all.push_back({"encoder", encoder_.ptr()});
    all.push_back({"decoder", decoder_.ptr()});
    return all;
  }

  std::vector<Objective> objectives() override {
    std::vector<Objective> all;
    for (size_t layer = 0; layer < machines_.size(); ++layer) {
      all.push_back({.name = machine_name(layer),
                     .trains = {machine_name(layer)},
                     .terms = {"reconstruction_mse"},
                     .loss = [this, layer](const Batch& batch, const Context&) {
                       return machine_loss(batch.field("images").flatten(1), layer);
                     }});
    }
    all.push_back({.name = kFineTuning,
                   .trains = {"encoder", "decoder"},
                   .terms = {"cross_entropy", "mse"},
                   .loss = [this](const Batch& batch, const Context&) {
                     return whole_loss(batch.field("images").flatten(1));
                   }});
    return all;
  }

  /// Unrolls the stack: the machines' weights go up in the encoder and, transposed, down in the
  /// decoder.
  void prepare(const std::string& objective, const Batch&, const Context&) override {
    if (objective != kFineTuning || machines_.empty()) return;
    const std::vector<at::Tensor> up = parameters_of(encoder_, &nn::LinearImpl::weight);
    const std::vector<at::Tensor> up_bias = parameters_of(encoder_, &nn::LinearImpl::bias);
    const std::vector<at::Tensor> down = parameters_of(decoder_, &nn::LinearImpl::weight);
    const std::vector<at::Tensor> down_bias = parameters_of(decoder_, &nn::LinearImpl::bias);
    for (size_t layer = 0; layer < machines_.size(); ++layer) {
      const RestrictedBoltzmannMachineImpl& machine = *machines_[layer];
      // The decoder begins with the highest machine.
      const size_t mirrored = machines_.size() - 1 - layer;
      up[layer].copy_(machine.weight.t());
      up_bias[layer].copy_(machine.hidden_bias);
      down[mirrored].copy_(machine.weight);
      down_bias[mirrored].copy_(machine.visible_bias);
    }
  }

  at::Tensor reconstruct(const at::Tensor& images) override {
    return decoder_->forward(encode(images)).sigmoid().view_as(images);
  }

  at::Tensor encode(const at::Tensor& images) override {
    return encoder_->forward(images.flatten(1));
  }

 private:
  /// The machine above `layer` others sees the means of the highest of these. Its visible units
  /// take means in place of samples in the chain, as in the paper's own program.
  Losses machine_loss(const at::Tensor& pixels, size_t layer) {
    at::Tensor data = pixels;
    {
      const at::NoGradGuard no_gradients;
      // Machines below are trained already: what they make of the pixels is data.
      for (size_t below = 0; below < layer; ++below) data = machines_[below]->hidden_means(data);
    }
    const RestrictedBoltzmannMachineImpl& machine = *machines_[layer];
    const GibbsChain chain =
        run_gibbs_chain(machine, data, options_.gibbs_steps, /*mean_field=*/true);
    return {{at::mse_loss(chain.first_means, data)},
            free_energy_difference(machine, data, chain.sample)};
  }

  /// Of the unrolled network, (N, pixels): in nats per image, or half the squared error of one.
  Losses whole_loss(const at::Tensor& pixels) {
    const at::Tensor logits = decoder_->forward(encoder_->forward(pixels));
    const at::Tensor means = logits.sigmoid();
    const at::Tensor cross_entropy = bernoulli_negative_log_likelihood(logits, pixels);
    const at::Tensor mse = at::mse_loss(means, pixels);
    // mse is a mean over the pixels, fine_tuning minimises a sum.
    const auto pixels_per_image = static_cast<double>(pixels.size(1));
    return {{cross_entropy.detach(), mse.detach()},
            options_.loss == FineTuningLoss::kBernoulli ? cross_entropy
                                                        : mse * (0.5 * pixels_per_image)};
  }

  DeepAutoencoderOptions options_;
  ImageShape image_;
  std::vector<RestrictedBoltzmannMachine> machines_;
  nn::Sequential encoder_;
  nn::Sequential decoder_;
};

std::vector<LearnerDefaults> learners(const DeepAutoencoderOptions& options) {
  std::vector<LearnerDefaults> all;
  for (size_t layer = 0; options.pretrained && layer < options.num_layers(); ++layer) {
    // Gaussian hidden units are unbounded: their machine needs a far smaller rate.
    const bool gaussian = layer + 1 == options.num_layers();
    // Rates, momentum and decay, of weights alone, of the paper's own program. Momentum rises after
    // 5 epochs, here those of MNIST in batches of 128.
    all.push_back({machine_name(layer),
                   {.optimizer = "sgd",
                    .learning_rate = gaussian ? 0.001 : 0.1,
                    .momentum = 0.9,
                    .initial_momentum = 0.5,
                    .momentum_steps = 2340,
                    .weight_decay = 2e-4,
                    .decay_biases = false}});
  }
  all.push_back({kFineTuning, {.learning_rate = 1e-3}});
  return all;
}

constexpr const char* kSmallPhases =
    "phases=[{name: a, steps: 2, objectives: [machine_1]}, {name: b, steps: 2, "
    "objectives: [machine_2]}, {name: c, objectives: [fine_tuning]}]";

}  // namespace

Family deep_autoencoder_family() {
  return make_family<DeepAutoencoder>(
      {.name = "deep_autoencoder",
       .sentence = "Pretrained as a stack of Boltzmann machines, unrolled, fine-tuned, as phases "
                   "of one run.",
       .data = {.fields = {"images"}, .pixel_range = PixelRange::kUnit},
       .small = {"model.hidden_widths=[16]", "model.latent_size=5", "model.gibbs_steps=2",
                 "~learners.machine_3", "~learners.machine_4", kSmallPhases}},
      option_table(), learners);
}

}  // namespace tandem
