// Autoencoder: undercomplete, sparse, denoising, contractive, and any of these together; multilayer
// perceptron or convolutional.
#include <ATen/ATen.h>
#include <torch/nn/init.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/container/functional.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>
#include <torch/utils.h>

#include "framework/core/choice.h"
#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "framework/model/corruption.h"
#include "framework/model/data_shapes.h"
#include "framework/model/family.h"
#include "framework/model/losses/code.h"
#include "framework/model/losses/likelihood.h"
#include "framework/nn/layers/activations.h"
#include "framework/nn/layers/spatial_frequencies.h"
#include "framework/nn/networks/convolutional_pyramid.h"
#include "framework/nn/networks/multilayer_perceptron.h"
#include "framework/nn/networks/tied_decoder.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

// Up to as many units the Jacobian's norm is exact; above, random probes estimate it.
constexpr int64_t kExactUnits = 64;

enum class Sparsity { kNone, kKl, kL1 };
constexpr Choice<Sparsity> kSparsities[] = {
    {"none", Sparsity::kNone}, {"kl", Sparsity::kKl}, {"l1", Sparsity::kL1}};

enum class Architecture { kMlp, kConvolutional };
constexpr Choice<Architecture> kArchitectures[] = {{"mlp", Architecture::kMlp},
                                                   {"convolutional", Architecture::kConvolutional}};

enum class Initialization { kDefault, kSigmoid };
constexpr Choice<Initialization> kInitializations[] = {{"default", Initialization::kDefault},
                                                       {"sigmoid", Initialization::kSigmoid}};

enum class ReconstructionError { kMse, kSigmoidMse, kBernoulli };
constexpr Choice<ReconstructionError> kErrors[] = {
    {"mse", ReconstructionError::kMse},
    {"sigmoid_mse", ReconstructionError::kSigmoidMse},
    {"bernoulli", ReconstructionError::kBernoulli}};

struct SparsityOptions {
  Sparsity kind = Sparsity::kNone;
  double weight = 1.0;
  double target = 0.1;
};

struct ContractionOptions {
  double weight = 0.0;
  int64_t probes = 8;
  bool measured = false;
  bool active() const { return weight > 0 || measured; }
};

struct AutoencoderOptions {
  Architecture architecture = Architecture::kMlp;
  int64_t latent_size = 32;
  std::vector<int64_t> hidden_widths = {};
  int64_t base_channels = 32;
  std::string activation = "relu";
  std::string code_activation = "linear";
  bool tied = false;
  bool linear_path = false;
  Initialization initialization = Initialization::kDefault;
  ReconstructionError loss = ReconstructionError::kMse;
  SparsityOptions sparsity;
  CorruptionOptions corruption;
  ContractionOptions contraction;
};

OptionTable<SparsityOptions> sparsity_option_table() {
  return OptionTable<SparsityOptions>()
      .choice("kind", &SparsityOptions::kind,
              "Penalty on the code: none; kl, between target and each unit's mean activation over "
              "the micro-batch (needs code_activation sigmoid); l1, its mean absolute sum.",
              kSparsities)
      .field(
          "weight", &SparsityOptions::weight,
          "Weight of the penalty against the summed reconstruction error. Published weights, and "
          "weight decays beside them, often belong to half the squared error: take twice these.",
          at_least(0.0))
      .live()
      .field("target", &SparsityOptions::target, "Mean activation that kl aims at.", above(0.0),
             below(1.0));
}

OptionTable<ContractionOptions> contraction_option_table() {
  return OptionTable<ContractionOptions>()
      .field("weight", &ContractionOptions::weight,
             "Weight of the squared Frobenius norm of the encoder's Jacobian; 0: no penalty.",
             at_least(0.0))
      .live_above_zero()
      .field("probes", &ContractionOptions::probes,
             "Random directions that estimate the norm for more than 64 units, where it has no "
             "closed form.",
             at_least(1))
      .field("measured", &ContractionOptions::measured,
             "Report the norm also when its weight is 0.");
}

OptionTable<AutoencoderOptions> option_table() {
  return OptionTable<AutoencoderOptions>()
      .choice("architecture", &AutoencoderOptions::architecture,
              "Networks: mlp, or convolutional (5x5, stride 2, down to 4x4).", kArchitectures)
      .field("latent_size", &AutoencoderOptions::latent_size, "Number of units of the code.",
             at_least(1))
      .field("hidden_widths", &AutoencoderOptions::hidden_widths,
             "Widths of the hidden layers of the mlp encoder; the decoder has them reversed.",
             at_least(1))
      .field("base_channels", &AutoencoderOptions::base_channels,
             "Channels of the first convolution; doubled at every smaller size.", at_least(1))
      .field("activation", &AutoencoderOptions::activation,
             "Activation of the mlp's hidden layers.", one_of(activation_names()))
      .field("code_activation", &AutoencoderOptions::code_activation, "Activation of the code.",
             one_of(activation_names()))
      .field("tied", &AutoencoderOptions::tied,
             "The mlp decoder uses the encoder's weights, transposed.")
      .field("linear_path", &AutoencoderOptions::linear_path,
             "Linear maps from the image to the code and back are added to what the networks give. "
             "They start as the lowest spatial frequencies, not far from principal component "
             "analysis, and the networks at nothing.")
      .choice("initialization", &AutoencoderOptions::initialization,
              "Initial weights of the mlp: default, LibTorch's; sigmoid, uniform within "
              "4 sqrt(6 / (inputs + outputs)) with biases 0, which suits sigmoid units.",
              kInitializations)
      .choice(
          "loss", &AutoencoderOptions::loss,
          "Reconstruction error, summed over the pixels: mse, squared error of a linear output; "
          "sigmoid_mse, of a sigmoid output; bernoulli, cross-entropy of a sigmoid output.",
          kErrors)
      .section("sparsity", &AutoencoderOptions::sparsity, "Sparse code.", sparsity_option_table())
      .section("corruption", &AutoencoderOptions::corruption, "Denoising.",
               corruption_option_table())
      .section("contraction", &AutoencoderOptions::contraction, "Contractive encoder.",
               contraction_option_table());
}

[[noreturn]] void refuse(const std::string& what, const std::string& option,
                         const std::string& expected, const std::string& advice) {
  throw ConfigError(
      {.what = what, .where = "model." + option, .expected = expected, .advice = advice});
}

void check(const AutoencoderOptions& options, const ImageShape& image) {
  const bool flat = options.architecture == Architecture::kMlp;
  if (options.sparsity.kind == Sparsity::kKl && options.code_activation != "sigmoid") {
    refuse("the kl penalty needs activations between 0 and 1", "code_activation", "sigmoid",
           "Set model.code_activation=sigmoid, or model.sparsity.kind=l1.");
  }
  if (!flat && options.tied) {
    refuse("a convolutional decoder has weights of its own", "tied", "false",
           "Use model.architecture=mlp.");
  }
  if (options.linear_path && options.tied) {
    refuse("a linear path has weights of its own", "tied", "false", "Set model.linear_path=false.");
  }
  if (options.linear_path && options.latent_size > image.num_pixels()) {
    refuse("a linear path to the code has no more units than the image has values", "latent_size",
           "at most " + std::to_string(image.num_pixels()), "Set model.linear_path=false.");
  }
  if (!flat && !options.hidden_widths.empty()) {
    refuse("hidden_widths are those of the mlp", "hidden_widths", "[]", "Use model.base_channels.");
  }
  if (!flat && options.initialization != Initialization::kDefault) {
    refuse("convolutional networks have one initialization", "initialization", "default",
           "Use model.architecture=mlp.");
  }
}

/// Linear layers, `between` between two of them: single operations, because the Jacobian's penalty
/// differentiates them twice.
nn::Sequential perceptron(const std::vector<int64_t>& widths, const std::string& between) {
  nn::Sequential layers;
  for (size_t i = 0; i + 1 < widths.size(); ++i) {
    if (i > 0) layers->push_back(nn::Functional(activation(between)));
    layers->push_back(nn::Linear(widths[i], widths[i + 1]));
  }
  return layers;
}

/// For the slope of sigmoids (Glorot and Bengio, "Understanding the difficulty of training deep
/// feedforward neural networks", 2010).
void initialize_for_sigmoids(const nn::Sequential& layers) {
  for (const auto& child : layers->children()) {
    if (auto* linear = child->as<nn::Linear>()) {
      nn::init::xavier_uniform_(linear->weight, /*gain=*/4.0);
      nn::init::zeros_(linear->bias);
    }
  }
}

class Autoencoder : public GenerativeModel,
                    public Encodes,
                    public Reconstructs,
                    public Corrupts,
                    public ShowsFilters {
 public:
  Autoencoder(const AutoencoderOptions& options, const DataDescription& data)
      : options_(options),
        image_(image_shape(data)),
        code_activation_(activation(options.code_activation)) {
    check(options, image_);
    make_networks();
    if (options.linear_path) make_linear_path();
  }

  std::vector<Network> networks() const override {
    const std::shared_ptr<nn::Module> decoder =
        options_.tied ? std::shared_ptr<nn::Module>(tied_decoder_.ptr()) : decoder_.ptr();
    std::vector<Network> networks = {{"encoder", encoder_.ptr()}, {"decoder", decoder}};
    if (options_.linear_path) {
      networks.push_back({"linear_encoder", linear_encoder_.ptr()});
      networks.push_back({"linear_decoder", linear_decoder_.ptr()});
    }
    return networks;
  }

  std::vector<Objective> objectives() override {
    std::vector<std::string> terms = {"reconstruction", "mse"};
    if (options_.sparsity.kind != Sparsity::kNone) {
      terms.insert(terms.end(), {"sparsity", "activation"});
    }
    if (options_.contraction.active()) terms.emplace_back("jacobian");
    return {{.name = "reconstruction",
             .trains = names_of(networks()),
             .terms = terms,
             .loss = [this](const Batch& batch, const Context&) {
               return loss(batch.field("images"));
             }}};
  }

  at::Tensor encode(const at::Tensor& images) override {
    const at::Tensor flat = images.flatten(1);
    at::Tensor code =
        encoder_->forward(options_.architecture == Architecture::kMlp ? flat : images);
    if (options_.linear_path) code = code + linear_encoder_->forward(flat);
    return code_activation_(code);
  }

  at::Tensor reconstruct(const at::Tensor& images) override {
    return mean_image(decode(encode(images)));
  }

  std::string corruption() const override { return corruption_text(options_.corruption); }

  at::Tensor corrupt(const at::Tensor& images) override {
    return corrupted(images, options_.corruption, encoder_->is_training());
  }

  at::Tensor filters() override {
    at::Tensor weight = encoder_->parameters().front().detach();
    if (weight.dim() == 4) return weight;
    return weight.view({-1, image_.channels, image_.height, image_.width});
  }

 private:
  void make_networks() {
    const bool for_sigmoids = options_.initialization == Initialization::kSigmoid;
    if (options_.architecture == Architecture::kConvolutional) {
      const PyramidOptions pyramid{.channels = image_.channels,
                                   .height = image_.height,
                                   .width = image_.width,
                                   .base_channels = options_.base_channels};
      encoder_ = convolutional_encoder(pyramid, options_.latent_size);
      decoder_ = convolutional_generator(pyramid, options_.latent_size);
      return;
    }
    std::vector<int64_t> widths =
        joined_widths(image_.num_pixels(), options_.hidden_widths, options_.latent_size);
    encoder_ = perceptron(widths, options_.activation);
    if (for_sigmoids) initialize_for_sigmoids(encoder_);
    if (options_.tied) {
      tied_decoder_ = TiedDecoder(encoder_, options_.activation);
    } else {
      std::reverse(widths.begin(), widths.end());
      decoder_ = perceptron(widths, options_.activation);
      if (for_sigmoids) initialize_for_sigmoids(decoder_);
    }
  }

  void make_linear_path() {
    const torch::NoGradGuard no_gradients;
    const at::Tensor frequencies =
        lowest_frequencies(options_.latent_size, image_.channels, image_.height, image_.width);
    linear_encoder_ = nn::Linear(image_.num_pixels(), options_.latent_size);
    linear_decoder_ = nn::Linear(options_.latent_size, image_.num_pixels());
    linear_encoder_->weight.copy_(frequencies);
    linear_decoder_->weight.copy_(frequencies.t());
    linear_encoder_->bias.zero_();
    linear_decoder_->bias.zero_();
    for (const nn::Sequential& network : {encoder_, decoder_}) {
      const std::vector<at::Tensor> parameters = network->parameters();
      // Weight and bias of the last layer: the networks add nothing at first.
      for (size_t last : {size_t{1}, size_t{2}}) parameters[parameters.size() - last].zero_();
    }
  }

  Losses loss(const at::Tensor& images) {
    at::Tensor input = corrupt(images);
    const bool differentiates = options_.contraction.active() && !has_closed_form();
    // A leaf of the graph, by which the code is differentiated.
    if (differentiates) input = input.detach().requires_grad_(true);
    const at::Tensor code = encode(input);
    const at::Tensor output = decode(code);
    const at::Tensor targets = images.flatten(1);
    const at::Tensor reconstruction = reconstruction_error(output, targets);
    const at::Tensor mse = at::mse_loss(mean_image(output.detach()).flatten(1), targets);
    Losses losses{{reconstruction.detach(), mse}, reconstruction};
    add_sparsity(losses, code);
    if (options_.contraction.active()) {
      const at::Tensor norm =
          differentiates
              ? jacobian_norm(code, input,
                              options_.latent_size > kExactUnits ? options_.contraction.probes : 0)
              : sigmoid_jacobian_norm(code, encoder_->parameters().front());
      losses.terms.push_back(norm.detach());
      losses.total = at::add(losses.total, norm, options_.contraction.weight);
    }
    return losses;
  }

  /// Of the decoder's output, summed over the pixels and averaged over the images, (N, pixels).
  at::Tensor reconstruction_error(const at::Tensor& output, const at::Tensor& targets) const {
    if (options_.loss == ReconstructionError::kBernoulli) {
      return bernoulli_negative_log_likelihood(output.flatten(1), targets);
    }
    return at::mse_loss(mean_image(output).flatten(1), targets, at::Reduction::Sum) /
           targets.size(0);
  }

  void add_sparsity(Losses& losses, const at::Tensor& code) const {
    if (options_.sparsity.kind == Sparsity::kNone) return;
    const at::Tensor penalty = options_.sparsity.kind == Sparsity::kKl
                                   ? sparsity_divergence(code, options_.sparsity.target)
                                   : code.abs().sum(1).mean();
    losses.terms.push_back(penalty.detach());
    losses.terms.push_back(code.detach().mean());
    losses.total = at::add(losses.total, penalty, options_.sparsity.weight);
  }

  /// One sigmoid layer.
  bool has_closed_form() const {
    return options_.architecture == Architecture::kMlp && options_.hidden_widths.empty() &&
           options_.code_activation == "sigmoid" && !options_.linear_path;
  }

  /// Means or logits of the pixels, (N, C, H, W).
  at::Tensor decode(const at::Tensor& code) {
    at::Tensor output = options_.tied ? tied_decoder_(code) : decoder_->forward(code);
    if (options_.linear_path) output = output.flatten(1) + linear_decoder_->forward(code);
    return output.view({code.size(0), image_.channels, image_.height, image_.width});
  }

  at::Tensor mean_image(const at::Tensor& output) const {
    return options_.loss == ReconstructionError::kMse ? output : output.sigmoid();
  }

  AutoencoderOptions options_;
  ImageShape image_;
  Activation code_activation_;
  nn::Sequential encoder_;
  nn::Sequential decoder_;
  TiedDecoder tied_decoder_{nullptr};
  nn::Linear linear_encoder_{nullptr};
  nn::Linear linear_decoder_{nullptr};
};

std::vector<LearnerDefaults> learners(const AutoencoderOptions&) {
  return {{"reconstruction", {.learning_rate = 1e-3}}};
}

}  // namespace

Family autoencoder_family() {
  return make_family<Autoencoder>(
      {.name = "autoencoder",
       .sentence = "Undercomplete, sparse, denoising, contractive; MLP or convolutional.",
       .data = {.fields = {"images"}, .pixel_range = PixelRange::kUnit},
       .small = {"model.base_channels=4"}},
      option_table(), learners);
}

}  // namespace tandem
