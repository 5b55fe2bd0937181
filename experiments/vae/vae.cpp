// Variational autoencoder and β-VAE (Kingma and Welling, 2013; Higgins et al., 2017), with a
// multilayer perceptron or with the convolutional networks of the dSprites recipe.
#include <ATen/ATen.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include <algorithm>
#include <cmath>

#include "framework/core/choice.h"
#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "framework/model/code_distribution.h"
#include "framework/model/data_shapes.h"
#include "framework/model/family.h"
#include "framework/model/latents.h"
#include "framework/model/losses/likelihood.h"
#include "framework/nn/networks/multilayer_perceptron.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

constexpr int64_t kLevels = 256;  // of a stored pixel

enum class Architecture { kMlp, kConvolutional };
constexpr Choice<Architecture> kArchitectures[] = {{"mlp", Architecture::kMlp},
                                                   {"convolutional", Architecture::kConvolutional}};

enum class Likelihood { kBernoulli, kGaussian };
constexpr Choice<Likelihood> kLikelihoods[] = {{"bernoulli", Likelihood::kBernoulli},
                                               {"gaussian", Likelihood::kGaussian}};

/// |KL − C| with C rising from 0 to `nats` (Burgess et al., "Understanding disentangling in
/// beta-VAE", 2018).
struct CapacityOptions {
  double weight = 0.0;
  double nats = 25.0;
  int64_t steps = 100000;
};

struct VaeOptions {
  Architecture architecture = Architecture::kMlp;
  int64_t latent_size = 20;
  std::vector<int64_t> hidden_widths = {400};
  Likelihood likelihood = Likelihood::kBernoulli;
  bool binarized = false;
  double deviation = 1.0;
  bool learned_deviation = false;
  bool dequantized = false;
  double beta = 1.0;
  int64_t warmup_steps = 0;
  CapacityOptions capacity;
};

OptionTable<CapacityOptions> capacity_option_table() {
  return OptionTable<CapacityOptions>()
      .field("weight", &CapacityOptions::weight,
             "Weight of |KL - capacity|; 0: beta is used instead.", at_least(0.0))
      .live()
      .field("nats", &CapacityOptions::nats, "Capacity at the end of its rise.", at_least(0.0))
      .live()
      .field("steps", &CapacityOptions::steps, "Steps of the linear rise from 0.", at_least(1))
      .live();
}

/// 0 at the start of a rise over `steps`, 1 from its end on.
double risen(int64_t step, int64_t steps) {
  return steps == 0 ? 1.0 : std::min(1.0, static_cast<double>(step) / static_cast<double>(steps));
}

OptionTable<VaeOptions> option_table() {
  return OptionTable<VaeOptions>()
      .choice("architecture", &VaeOptions::architecture,
              "Networks: mlp, or convolutional (sides that are multiples of 16).", kArchitectures)
      .field("latent_size", &VaeOptions::latent_size, "Number of latent dimensions.", at_least(1))
      .field("hidden_widths", &VaeOptions::hidden_widths,
             "Widths of the hidden layers of the mlp encoder; the decoder has them reversed.",
             at_least(1))
      .choice("likelihood", &VaeOptions::likelihood,
              "Distribution of a pixel given the latents; bernoulli takes intensities as means.",
              kLikelihoods)
      .field("binarized", &VaeOptions::binarized,
             "Pixels are drawn anew, 0 or 1, with their intensities as probabilities, each time an "
             "image is seen.")
      .field("deviation", &VaeOptions::deviation,
             "Standard deviation of every pixel under the gaussian likelihood.", above(0.0))
      .field("learned_deviation", &VaeOptions::learned_deviation,
             "The deviation is a parameter that starts at this value and is learned.")
      .field("dequantized", &VaeOptions::dequantized,
             "Uniform noise of one of 256 levels is added to a pixel each time it is seen: the "
             "gaussian likelihood then bounds the probability of the stored levels.")
      .field("beta", &VaeOptions::beta,
             "Weight of the KL divergence against the summed reconstruction error; 1 is the VAE, "
             "more the beta-VAE.",
             at_least(0.0))
      .live()
      .field("warmup_steps", &VaeOptions::warmup_steps,
             "Steps over which beta first rises linearly from 0; not used with a capacity.",
             at_least(0))
      .live()
      .section(
          "capacity", &VaeOptions::capacity,
          "Instead of beta times the KL divergence, the distance of that of a micro-batch from a "
          "rising capacity.",
          capacity_option_table());
}

nn::Conv2d halving_convolution(int64_t from, int64_t to) {
  return nn::Conv2d(nn::Conv2dOptions(from, to, 4).stride(2).padding(1));
}

nn::ConvTranspose2d doubling_convolution(int64_t from, int64_t to) {
  return nn::ConvTranspose2d(nn::ConvTranspose2dOptions(from, to, 4).stride(2).padding(1));
}

/// Encoder to (N, 2·latent) and decoder from (N, latent), in the shape of the dSprites recipe.
struct Networks {
  nn::Sequential encoder;
  nn::Sequential decoder;
};

Networks convolutional_networks(const VaeOptions& options, const ImageShape& image) {
  if (image.height % 16 != 0 || image.width % 16 != 0) {
    throw ConfigError({.what = "the convolutional VAE halves images four times",
                       .where = "model.architecture",
                       .expected = "image sides that are multiples of 16",
                       .got = std::to_string(image.height) + "x" + std::to_string(image.width),
                       .advice = "Use model.architecture=mlp."});
  }
  const int64_t height = image.height / 16;
  const int64_t width = image.width / 16;
  const int64_t flat = 64 * height * width;
  nn::Sequential encoder(halving_convolution(image.channels, 32), nn::ReLU(),
                         halving_convolution(32, 32), nn::ReLU(),  //
                         halving_convolution(32, 64), nn::ReLU(),  //
                         halving_convolution(64, 64), nn::ReLU(),  //
                         nn::Flatten(), nn::Linear(flat, 256), nn::ReLU(),
                         nn::Linear(256, 2 * options.latent_size));
  nn::Sequential decoder(nn::Linear(options.latent_size, 256), nn::ReLU(), nn::Linear(256, flat),
                         nn::ReLU(), nn::Unflatten(nn::UnflattenOptions(1, {64, height, width})),
                         doubling_convolution(64, 64), nn::ReLU(),  //
                         doubling_convolution(64, 32), nn::ReLU(),  //
                         doubling_convolution(32, 32), nn::ReLU(),
                         doubling_convolution(32, image.channels));
  return {encoder, decoder};
}

Networks mlp_networks(const VaeOptions& options, const ImageShape& image) {
  const auto network = [](const std::vector<int64_t>& sizes) {
    const MultilayerPerceptron perceptron(MultilayerOptions{.widths = sizes});
    // The perceptron as the sequence that it is, and not as the first layer of another: its layers
    // keep their names.
    return nn::Sequential(std::static_pointer_cast<nn::SequentialImpl>(perceptron.ptr()));
  };
  const std::vector<int64_t> reversed(options.hidden_widths.rbegin(), options.hidden_widths.rend());
  return {
      network(joined_widths(image.num_pixels(), options.hidden_widths, 2 * options.latent_size)),
      network(joined_widths(options.latent_size, reversed, image.num_pixels()))};
}

/// The deviation of the pixels, when it is learned.
struct DeviationImpl : nn::Module {
  // The logarithm, so that the deviation stays positive.
  explicit DeviationImpl(double initial)
      : log_value(register_parameter("log", torch::full({1}, std::log(initial)))) {}
  at::Tensor log_value;
};
TORCH_MODULE(Deviation);

void check(const VaeOptions& options) {
  const bool bernoulli = options.likelihood == Likelihood::kBernoulli;
  const auto refuse = [&](bool is_set, const std::string& option, const std::string& what) {
    if (!is_set) return;
    throw ConfigError(
        {.what = what,
         .where = "model." + option,
         .expected = "false",
         .advice = "Set model.likelihood=" + std::string(bernoulli ? "gaussian." : "bernoulli.")});
  };
  refuse(bernoulli && options.learned_deviation, "learned_deviation",
         "the bernoulli likelihood has no deviation");
  refuse(bernoulli && options.dequantized, "dequantized",
         "the bernoulli likelihood knows no pixels between 0 and 1");
  refuse(!bernoulli && options.binarized, "binarized",
         "binarized pixels need the bernoulli likelihood");
}

class Vae : public GenerativeModel,
            public Generates,
            public Encodes,
            public EncodesDistribution,
            public Reconstructs,
            public EstimatesLikelihood {
 public:
  Vae(const VaeOptions& options, const DataDescription& data)
      : options_(options),
        image_(image_shape(data)),
        networks_(options.architecture == Architecture::kMlp
                      ? mlp_networks(options, image_)
                      : convolutional_networks(options, image_)) {
    check(options);
    if (options.learned_deviation) deviation_ = Deviation(options.deviation);
  }

  std::vector<Network> networks() const override {
    std::vector<Network> networks = {{"encoder", networks_.encoder.ptr()},
                                     {"decoder", networks_.decoder.ptr()}};
    if (options_.learned_deviation) networks.push_back({"deviation", deviation_.ptr()});
    return networks;
  }

  std::vector<Objective> objectives() override {
    std::vector<std::string> trains = {"encoder", "decoder"};
    if (options_.learned_deviation) trains.emplace_back("deviation");
    return {
        {.name = "elbo",
         .trains = trains,
         .terms = {"negative_elbo", "reconstruction", "kl"},
         .loss = [this](const Batch& batch,
                        const Context& context) { return loss(batch.field("images"), context); },
         .coefficients = coefficients()}};
  }

  at::Tensor draw_latents(int64_t count) override {
    return draw_normal(count, options_.latent_size, *networks_.decoder);
  }

  at::Tensor generate(const at::Tensor& latents) override { return mean_image(decode(latents)); }

  at::Tensor encode(const at::Tensor& images) override { return posterior(images)[0]; }

  CodeDistribution encode_distribution(const at::Tensor& images) override {
    const auto parameters = posterior(images);
    return {.mean = parameters[0], .log_variance = parameters[1]};
  }

  at::Tensor reconstruct(const at::Tensor& images) override {
    return mean_image(decode(encode(images)));
  }

  LikelihoodKind likelihood_kind() const override {
    if (options_.likelihood == Likelihood::kBernoulli) {
      return {.num_levels = 2, .quantizes = options_.binarized};
    }
    if (options_.dequantized) return {.num_levels = kLevels, .quantizes = true};
    return {};
  }

  /// By importance sampling from the posterior (Burda et al., "Importance weighted autoencoders",
  /// 2015): log 1/K Σ p(x|z) p(z) / q(z|x). Dequantized, every draw has noise u of its own, and the
  /// mean of p(x + u) is the probability of the levels x (Theis et al., "A note on the evaluation
  /// of generative models", 2016).
  at::Tensor log_likelihood(const at::Tensor& images, int64_t num_samples) override {
    std::vector<at::Tensor> weights;
    at::Tensor seen;
    std::vector<at::Tensor> parameters;
    for (int64_t k = 0; k < num_samples; ++k) {
      // Binarized images are drawn once, so that all draws of latents are about the same image.
      if (k == 0 || options_.dequantized) {
        seen = seen_images(images);
        parameters = posterior(seen);
      }
      const at::Tensor deviation = (parameters[1] * 0.5).exp();
      const at::Tensor noise = at::randn_like(deviation, at::MemoryFormat::Contiguous);
      const at::Tensor latents = at::addcmul(parameters[0], noise, deviation);
      // log p(z) − log q(z|x); the constants of the two densities cancel.
      const at::Tensor ratio = (noise.square() + parameters[1] - latents.square()).sum(1).mul(0.5);
      weights.push_back(ratio - negative_log_likelihoods(decode(latents), seen));
    }
    // Densities are over [0, 1], where each level of a pixel is 1/256 wide.
    const double level_volume =
        options_.dequantized ? -std::log(kLevels) * static_cast<double>(image_.num_pixels()) : 0.0;
    return at::logsumexp(at::stack(weights), 0) - std::log(static_cast<double>(num_samples)) +
           level_volume;
  }

 private:
  std::vector<Coefficient> coefficients() const {
    const CapacityOptions& capacity = options_.capacity;
    if (capacity.weight > 0) {
      return {{"capacity",
               [capacity](int64_t step) { return capacity.nats * risen(step, capacity.steps); }}};
    }
    if (options_.warmup_steps == 0) return {};
    return {{"kl_weight", [beta = options_.beta, steps = options_.warmup_steps](int64_t step) {
               return beta * risen(step, steps);
             }}};
  }

  /// The bound is reported with the whole divergence, whatever its weight in the loss.
  Losses loss(const at::Tensor& images, const Context& context) {
    const at::Tensor seen = seen_images(images);
    const auto parameters = posterior(seen);
    const at::Tensor& mean = parameters[0];
    const at::Tensor& log_variance = parameters[1];
    const at::Tensor noise = at::randn_like(mean, at::MemoryFormat::Contiguous);
    const at::Tensor output = decode(at::addcmul(mean, noise, (log_variance * 0.5).exp()));
    const at::Tensor reconstruction = reconstruction_error(output.flatten(1), seen.flatten(1));
    const at::Tensor kl = standard_normal_divergence(mean, log_variance);
    const at::Tensor negative_elbo = (reconstruction + kl).detach();
    return {{negative_elbo, reconstruction.detach(), kl.detach()},
            reconstruction + weighted(kl, context)};
  }

  /// What the divergence adds to the loss.
  at::Tensor weighted(const at::Tensor& kl, const Context& context) const {
    if (options_.capacity.weight > 0) {
      return (kl - context.coefficient("capacity")).abs() * options_.capacity.weight;
    }
    if (options_.warmup_steps > 0) return kl * context.coefficient("kl_weight");
    return kl * options_.beta;
  }

  /// −log p(x | output) in nats per image, averaged; both (N, pixels).
  at::Tensor reconstruction_error(const at::Tensor& output, const at::Tensor& targets) const {
    if (options_.likelihood == Likelihood::kBernoulli) {
      return bernoulli_negative_log_likelihood(output, targets);
    }
    if (options_.learned_deviation) return negative_log_likelihoods(output, targets).mean();
    return gaussian_negative_log_likelihood(output, targets, options_.deviation);
  }

  /// −log p(x | output) of each image, (N).
  at::Tensor negative_log_likelihoods(const at::Tensor& output, const at::Tensor& images) const {
    if (options_.likelihood == Likelihood::kBernoulli) {
      return bernoulli_negative_log_likelihoods(output, images);
    }
    const at::Tensor log_deviation =
        options_.learned_deviation ? deviation_->log_value
                                   : at::full({1}, std::log(options_.deviation), output.options());
    return gaussian_negative_log_likelihoods(output, images, log_deviation);
  }

  /// Images as the encoder sees them. Dequantized, level l becomes a number in [l, l + 1) / 256.
  at::Tensor seen_images(const at::Tensor& images) const {
    if (options_.binarized) return at::bernoulli(images);
    if (!options_.dequantized) return images;
    return ((images * (kLevels - 1)).round() + at::rand_like(images)) / kLevels;
  }

  /// Mean and log-variance of the posterior, each (N, latent).
  std::vector<at::Tensor> posterior(const at::Tensor& images) {
    const bool flat = options_.architecture == Architecture::kMlp;
    return networks_.encoder->forward(flat ? images.flatten(1) : images).chunk(2, 1);
  }

  /// Logits or means of the pixels, (N, C, H, W).
  at::Tensor decode(const at::Tensor& latents) {
    return networks_.decoder->forward(latents).view(
        {latents.size(0), image_.channels, image_.height, image_.width});
  }

  at::Tensor mean_image(const at::Tensor& output) const {
    return options_.likelihood == Likelihood::kBernoulli ? output.sigmoid() : output;
  }

  VaeOptions options_;
  ImageShape image_;
  Networks networks_;
  Deviation deviation_{nullptr};
};

std::vector<LearnerDefaults> learners(const VaeOptions&) {
  return {{"elbo", {.learning_rate = 1e-3}}};
}

}  // namespace

Family vae_family() {
  return make_family<Vae>({.name = "vae",
                           .sentence = "Variational autoencoder and, with beta above 1, beta-VAE; "
                                       "MLP or convolutional; likelihood by importance sampling.",
                           .data = {.fields = {"images"}, .pixel_range = PixelRange::kUnit}},
                          option_table(), learners);
}

}  // namespace tandem
