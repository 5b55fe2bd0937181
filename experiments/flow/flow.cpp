// Normalizing flow over dequantized pixels: Real NVP (Dinh et al., "Density estimation using Real
// NVP", 2017), with activation norm (Kingma and Dhariwal, 2018) or batch norm.
#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "framework/model/data_shapes.h"
#include "framework/model/family.h"
#include "framework/model/latents.h"
#include "framework/nn/networks/multiscale_flow.h"

namespace tandem {
namespace {

struct FlowOptions {
  int64_t num_scales = 3;
  int64_t initial_squeezes = 0;
  int64_t couplings = 3;
  int64_t hidden_channels = 32;
  int64_t residual_blocks = 1;
  std::string normalization = "activation_norm";
  int64_t levels = 256;
  double logit_margin = 0.05;
  double temperature = 1.0;
};

OptionTable<FlowOptions> option_table() {
  return OptionTable<FlowOptions>()
      .field("num_scales", &FlowOptions::num_scales,
             "Sizes at which couplings work; images are halved, and half of the dimensions become "
             "latents, between two of them.",
             between(1, 12))
      .field("initial_squeezes", &FlowOptions::initial_squeezes,
             "Times that 2x2 pixels become channels before the first coupling; each makes a step "
             "cheaper by about four.",
             between(0, 12))
      .field("couplings", &FlowOptions::couplings,
             "Couplings in a scale with each kind of mask, checkerboard and channels; the last "
             "scale has the checkerboard alone, and one coupling more.",
             at_least(1))
      .field("hidden_channels", &FlowOptions::hidden_channels,
             "Channels inside the networks of the first scale; doubled whenever the image is "
             "halved after that.",
             at_least(1))
      .field("residual_blocks", &FlowOptions::residual_blocks,
             "Bottleneck residual blocks in the network of a coupling.", at_least(0))
      .field("normalization", &FlowOptions::normalization,
             "Before each coupling: activation_norm, weights that the first micro-batch sets, or "
             "batch_norm, whose statistics in training are those of a micro-batch.",
             one_of(invertible_norm_names()))
      .field("levels", &FlowOptions::levels,
             "Levels that pixels are rounded to, and that uniform noise then makes continuous; 256 "
             "keeps all of a stored image, 2 suits images that are black and white.",
             between(2, 256))
      .field("logit_margin", &FlowOptions::logit_margin,
             "Pixels in [0, 1] are moved into [margin, 1 - margin] before the logit (alpha of the "
             "paper): 0.05 suits natural images, 1e-6 those that are mostly black.",
             above(0.0), below(0.5))
      .field("temperature", &FlowOptions::temperature,
             "Standard deviation of the latents that images are generated from.", at_least(0.0));
}

/// Throws ConfigError when an image cannot be halved as often as the options ask for, down to sides
/// of at least 2: a checkerboard needs neighbours.
void check_size(const FlowOptions& options, const ImageShape& image) {
  int64_t possible = 0;
  const auto divides = [&](int64_t side) {
    const int64_t divisor = int64_t{1} << (possible + 1);
    return side % divisor == 0 && side / divisor >= 2;
  };
  while (divides(image.height) && divides(image.width)) ++possible;
  const int64_t asked = options.initial_squeezes + options.num_scales - 1;
  if (asked <= possible) return;
  const bool scales_help = options.initial_squeezes <= possible;
  throw ConfigError(
      {.what = "the flow halves images more often than their size allows",
       .where = scales_help ? "model.num_scales" : "model.initial_squeezes",
       .expected = "at most " + std::to_string(possible) + " halvings of images of " +
                   std::to_string(image.height) + "x" + std::to_string(image.width),
       .got = std::to_string(asked) + " (initial_squeezes + num_scales - 1)",
       .advice = scales_help
                     ? "Use model.num_scales=" +
                           std::to_string(possible - options.initial_squeezes + 1) + " or less."
                     : "Use model.initial_squeezes=" + std::to_string(possible) + " or less."});
}

MultiscaleFlow make_flow(const FlowOptions& options, const ImageShape& image) {
  check_size(options, image);
  return MultiscaleFlow(FlowShape{.channels = image.channels,
                                  .height = image.height,
                                  .width = image.width,
                                  .num_scales = options.num_scales,
                                  .initial_squeezes = options.initial_squeezes,
                                  .couplings = options.couplings,
                                  .hidden_channels = options.hidden_channels,
                                  .residual_blocks = options.residual_blocks,
                                  .normalization = options.normalization});
}

class Flow : public GenerativeModel,
             public Generates,
             public Encodes,
             public Reconstructs,
             public EstimatesLikelihood {
 public:
  Flow(const FlowOptions& options, const DataDescription& data)
      : options_(options), image_(image_shape(data)), flow_(make_flow(options, image_)) {}

  std::vector<Network> networks() const override { return {{"flow", flow_.ptr()}}; }

  std::vector<Objective> objectives() override {
    return {{.name = "likelihood",
             .trains = {"flow"},
             .terms = {"bits_per_dimension", "negative_log_likelihood"},
             .loss = [this](const Batch& batch, const Context&) {
               return loss(batch.field("images"));
             }}};
  }

  void prepare(const std::string&, const Batch& batch, const Context&) override {
    const at::Tensor& images = batch.field("images");
    // With noise on the levels, as training sees images.
    flow_->initialize(logits_of(images, at::rand_like(images)).values);
  }

  at::Tensor draw_latents(int64_t count) override {
    return draw_normal(count, image_.num_pixels(), *flow_) * options_.temperature;
  }

  /// Pixels at one of the levels.
  at::Tensor generate(const at::Tensor& latents) override {
    // Back the way of logits_of: to [0, 1], and to the level at the bottom of the noise.
    const at::Tensor unit = (flow_->inverse(latents).sigmoid() - options_.logit_margin) /
                            (1.0 - 2.0 * options_.logit_margin);
    const double highest = static_cast<double>(options_.levels - 1);
    // Latents may lead beyond [0, 1], and 1 itself would be a level too high.
    return (unit * options_.levels).floor().clamp(0.0, highest) / highest;
  }

  /// Every pixel stands for the middle of its level.
  at::Tensor encode(const at::Tensor& images) override {
    return flow_->forward(logits_of(images, at::full_like(images, 0.5)).values).values;
  }

  at::Tensor reconstruct(const at::Tensor& images) override { return generate(encode(images)); }

  LikelihoodKind likelihood_kind() const override {
    return {.num_levels = options_.levels, .quantizes = true};
  }

  /// log 1/K Σ p(level + u) over K draws of the noise u, whose expectation is the probability of
  /// the image (Theis et al., "A note on the evaluation of generative models", 2016).
  at::Tensor log_likelihood(const at::Tensor& images, int64_t num_samples) override {
    std::vector<at::Tensor> densities;
    for (int64_t k = 0; k < num_samples; ++k) {
      densities.push_back(log_densities(images, at::rand_like(images)));
    }
    return at::logsumexp(at::stack(densities), 0) - std::log(static_cast<double>(num_samples));
  }

 private:
  /// Minimised are bits per dimension: rates and clipping then mean the same at every image size.
  Losses loss(const at::Tensor& images) {
    const at::Tensor nats = -log_densities(images, at::rand_like(images)).mean();
    const at::Tensor bits = nats / (std::numbers::ln2 * static_cast<double>(image_.num_pixels()));
    return {{bits.detach(), nats.detach()}, bits};
  }

  /// log p(level + noise), (N) in nats: the density on a scale where a level is 1 wide, so that its
  /// integral over a level is that level's probability.
  at::Tensor log_densities(const at::Tensor& images, const at::Tensor& noise) {
    const Transformed logits = logits_of(images, noise);
    const Transformed latents = flow_->forward(logits.values);
    const double constant =
        0.5 * static_cast<double>(image_.num_pixels()) * std::log(2.0 * std::numbers::pi);
    return latents.values.square().sum(1) * -0.5 - constant + latents.log_determinant +
           logits.log_determinant;
  }

  /// logit(α + (1 − 2α) (level + noise) / levels), as the images, and its log-determinant (N).
  Transformed logits_of(const at::Tensor& images, const at::Tensor& noise) const {
    const double margin = options_.logit_margin;
    const auto levels = static_cast<double>(options_.levels);
    const double slope = (1.0 - 2.0 * margin) / levels;
    // Stored pixels have 256 levels, of which the options may keep fewer.
    const at::Tensor position = (images * (levels - 1.0)).round() + noise;
    // Both logarithms from the nearer end: 1 − p loses digits where p is close to 1.
    const at::Tensor log_below = (position * slope + margin).log();
    const at::Tensor log_above = ((levels - position) * slope + margin).log();
    return {.values = log_below - log_above,
            .log_determinant =
                (std::log(slope) - log_below - log_above).sum(at::IntArrayRef({1, 2, 3}))};
  }

  FlowOptions options_;
  ImageShape image_;
  MultiscaleFlow flow_;
};

std::vector<LearnerDefaults> learners(const FlowOptions&) {
  return {{"likelihood", {.learning_rate = 1e-3, .clip_norm = 1.0}}};
}

}  // namespace

Family flow_family() {
  return make_family<Flow>(
      {.name = "flow",
       .sentence = "Normalizing flow (Real NVP): exact density, exact inversion.",
       .data = {.fields = {"images"}, .pixel_range = PixelRange::kUnit},
       .small = {"model.hidden_channels=4", "model.couplings=1", "model.initial_squeezes=1",
                 "model.num_scales=2"}},
      option_table(), learners);
}

}  // namespace tandem
