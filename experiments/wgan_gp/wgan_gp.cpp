// Wasserstein GAN with gradient penalty (Gulrajani et al., "Improved training of Wasserstein GANs",
// 2017), and DRAGAN (Kodali et al., "On convergence and stability of GANs", 2017).
#include <ATen/ATen.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/utils.h>

#include "framework/core/choice.h"
#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "framework/model/data_shapes.h"
#include "framework/model/detached_images.h"
#include "framework/model/family.h"
#include "framework/model/latents.h"
#include "framework/model/losses/adversarial.h"
#include "framework/model/losses/penalty.h"
#include "framework/nn/layers/initialization.h"
#include "framework/nn/layers/normalization.h"
#include "framework/nn/networks/convolutional_pyramid.h"
#include "framework/nn/networks/densely_connected.h"
#include "framework/nn/networks/residual_pyramid.h"

namespace tandem {
namespace {

enum class Backbone { kConvolutional, kResidual, kDense };
constexpr Choice<Backbone> kBackbones[] = {{"convolutional", Backbone::kConvolutional},
                                           {"residual", Backbone::kResidual},
                                           {"dense", Backbone::kDense}};

enum class Penalty { kInterpolated, kDragan };
constexpr Choice<Penalty> kPenalties[] = {{"interpolated", Penalty::kInterpolated},
                                          {"dragan", Penalty::kDragan}};

constexpr Choice<AdversarialLoss> kLosses[] = {{"wasserstein", AdversarialLoss::kWasserstein},
                                               {"non_saturating", AdversarialLoss::kNonSaturating}};

struct WganGpOptions {
  int64_t latent_size = 128;
  Backbone backbone = Backbone::kConvolutional;
  int64_t base_channels = 64;
  int64_t growth_rate = 12;
  int64_t layers_per_block = 4;
  double compression = 0.5;
  std::string activation = "leaky_relu";
  std::string generator_activation = "relu";
  Norm critic_norm = Norm::kNone;
  bool generator_batch_norm = false;
  AdversarialLoss loss = AdversarialLoss::kWasserstein;
  Penalty penalty = Penalty::kInterpolated;
  bool one_sided = false;
  double penalty_weight = 10.0;
  int64_t critic_updates = 5;
  int64_t generator_batches = 1;
  bool dequantized = false;
  std::string update_order = "critic_first";
};

void add_network_options(OptionTable<WganGpOptions>& table) {
  const Constraint activations = one_of({"relu", "leaky_relu", "silu", "sigmoid", "tanh"});
  table
      .field("latent_size", &WganGpOptions::latent_size, "Number of latent dimensions.",
             at_least(1))
      .choice("backbone", &WganGpOptions::backbone,
              "Both networks: convolutional, strided 5x5 convolutions; residual, the ResNet of the "
              "paper; dense, DenseNet blocks.",
              kBackbones)
      .field("base_channels", &WganGpOptions::base_channels,
             "Channels: of the convolution next to the image, doubled at every smaller size "
             "(convolutional); of every block (residual); before the first block (dense).",
             at_least(1))
      .field("growth_rate", &WganGpOptions::growth_rate,
             "Dense: channels that each layer of a block adds.", at_least(1))
      .field("layers_per_block", &WganGpOptions::layers_per_block,
             "Dense: layers of the block at each size.", at_least(1))
      .field("compression", &WganGpOptions::compression,
             "Dense: fraction of the channels that the transition to the next size keeps.",
             above(0.0), at_most(1.0))
      .field("activation", &WganGpOptions::activation,
             "Between the critic's layers; leaky_relu has slope 0.2, silu is Swish.", activations)
      .field("generator_activation", &WganGpOptions::generator_activation,
             "Between the generator's layers.", activations)
      .choice("critic_norm", &WganGpOptions::critic_norm,
              "Norm in the critic: none, layer or instance. batch is refused: it ties samples "
              "together, and the penalty is on the gradient of each sample by itself.",
              kNorms)
      .field("generator_batch_norm", &WganGpOptions::generator_batch_norm,
             "Batch norm in the generator; its statistics are those of a micro-batch.");
}

OptionTable<WganGpOptions> option_table() {
  OptionTable<WganGpOptions> table;
  add_network_options(table);
  table
      .choice("loss", &WganGpOptions::loss,
              "What the penalty is added to: wasserstein, or non_saturating, as in DRAGAN.",
              kLosses)
      .choice(
          "penalty", &WganGpOptions::penalty,
          "Where the critic's gradient is to have norm 1: interpolated, on the lines between "
          "real and fake samples; dragan, on those from a real sample to one disturbed by up to "
          "half the standard deviation of all pixels of the real micro-batch.",
          kPenalties)
      .field("one_sided", &WganGpOptions::one_sided, "Only gradients longer than 1 are penalized.")
      .field("penalty_weight", &WganGpOptions::penalty_weight,
             "Weight of the gradient penalty in the critic's loss.", at_least(0.0))
      .live()
      .field("critic_updates", &WganGpOptions::critic_updates,
             "Updates of the critic in a step, each with a new batch.", at_least(1))
      .live()
      .field("generator_batches", &WganGpOptions::generator_batches,
             "Samples in an update of the generator, as a multiple of the batch.", at_least(1))
      .field("dequantized", &WganGpOptions::dequantized,
             "Adds noise drawn evenly from one level of grey to real pixels in training; black and "
             "white stay within what the generator can make.")
      .field("update_order", &WganGpOptions::update_order, "Which network a step updates first.",
             one_of(update_orders({"critic", "generator"})));
  return table;
}

/// Throws ConfigError for a critic whose score of a sample depends on the others.
void check(const WganGpOptions& options) {
  if (options.critic_norm == Norm::kBatch) {
    throw ConfigError(
        {.what = "the gradient penalty holds for each sample by itself, and batch norm makes a "
                 "critic's score depend on the whole batch (Gulrajani et al., 2017, section 4)",
         .where = "model.critic_norm",
         .expected = "none, layer or instance",
         .got = name_of(kNorms, options.critic_norm),
         .advice = "Layer norm is what the paper recommends in its place."});
  }
}

/// Networks by the name of their backbone.
class NetworkMaker {
 public:
  NetworkMaker(const WganGpOptions& options, const ImageShape& image)
      : options_(options),
        shape_{.channels = image.channels,
               .height = image.height,
               .width = image.width,
               .base_channels = options.base_channels},
        blocks_{.growth_rate = options.growth_rate,
                .layers_per_block = options.layers_per_block,
                .compression = options.compression} {}

  torch::nn::Sequential critic() const {
    const PyramidOptions shape = with(options_.critic_norm, options_.activation, "leaky_relu");
    if (options_.backbone == Backbone::kResidual) return residual_encoder(shape, 1);
    if (options_.backbone == Backbone::kDense) return densely_connected_encoder(shape, blocks_, 1);
    return initialized(convolutional_encoder(shape, 1));
  }

  torch::nn::Sequential generator() const {
    const PyramidOptions shape = with(options_.generator_batch_norm ? Norm::kBatch : Norm::kNone,
                                      options_.generator_activation, "relu");
    const int64_t latents = options_.latent_size;
    torch::nn::Sequential layers = options_.backbone == Backbone::kResidual
                                       ? residual_generator(shape, latents)
                                   : options_.backbone == Backbone::kDense
                                       ? densely_connected_generator(shape, blocks_, latents)
                                       : initialized(convolutional_generator(shape, latents));
    layers->push_back(torch::nn::Tanh());
    return layers;
  }

 private:
  /// The other backbones have the initial weights of their papers.
  static torch::nn::Sequential initialized(torch::nn::Sequential layers) {
    initialize_by_fans(*layers);
    return layers;
  }

  /// The convolutional networks have activations of their own, which run in place.
  PyramidOptions with(Norm norm, const std::string& name, const std::string& own) const {
    PyramidOptions shape = shape_;
    shape.norm = norm;
    if (options_.backbone != Backbone::kConvolutional || name != own) {
      shape.activation = activation(name);
    }
    return shape;
  }

  const WganGpOptions& options_;
  PyramidOptions shape_;
  DenselyConnectedOptions blocks_;
};

class WganGp : public GenerativeModel, public Generates {
 public:
  WganGp(const WganGpOptions& options, const DataDescription& data) : options_(options) {
    check(options);
    const NetworkMaker make(options, image_shape(data));
    critic_ = make.critic();
    generator_ = make.generator();
  }

  std::vector<Network> networks() const override {
    return {{"generator", generator_.ptr()}, {"critic", critic_.ptr()}};
  }

  std::vector<Objective> objectives() override {
    Objective critic{.name = "critic",
                     .trains = {"critic"},
                     .terms = {options_.loss == AdversarialLoss::kWasserstein ? "wasserstein"
                                                                              : "score_difference",
                               "penalty", "gradient_norm"},
                     .loss = [this](const Batch& batch,
                                    const Context&) { return critic_loss(batch.field("images")); },
                     .updates = [count = options_.critic_updates](int64_t) { return count; }};
    Objective generator{
        .name = "generator",
        .trains = {"generator"},
        .loss =
            [this](const Batch&, const Context& context) {
              const int64_t count = context.micro_batch_size * options_.generator_batches;
              const at::Tensor fake = generate(draw_latents(count));
              return Losses{{}, generator_loss(options_.loss, critic_->forward(fake))};
            },
        .batch_use = BatchUse::kNone};
    return {critic, generator};
  }

  at::Tensor draw_latents(int64_t count) override {
    return draw_normal(count, options_.latent_size, *generator_);
  }

  at::Tensor generate(const at::Tensor& latents) override { return generator_->forward(latents); }

 private:
  /// The Wasserstein estimate is E D(real) − E D(fake): what the critic maximises.
  Losses critic_loss(const at::Tensor& images) {
    const at::Tensor fake = detached_images(*this, draw_latents(images.size(0)));
    const bool noisy = options_.dequantized && critic_->is_training();
    const at::Tensor real =
        // In [−1, 1] a level of grey is 2/255 wide.
        noisy ? (images + (at::rand_like(images) - 0.5) / 127.5).clamp(-1.0, 1.0) : images;
    // In this order: the sum of their gradients, and with it the run's bits, depend on it.
    const at::Tensor fake_scores = critic_->forward(fake);
    const at::Tensor real_scores = critic_->forward(real);
    const at::Tensor loss = discriminator_losses(options_.loss, real_scores, fake_scores).total;
    const GradientPenalty penalty =
        gradient_penalty([this](const at::Tensor& points) { return critic_->forward(points); },
                         penalty_points(real, fake), options_.one_sided);
    const at::Tensor wasserstein = real_scores.detach().mean() - fake_scores.detach().mean();
    return {{wasserstein, penalty.penalty.detach(), penalty.mean_norm},
            at::add(loss, penalty.penalty, options_.penalty_weight)};
  }

  /// Float32, at one random place per sample on a line: from a fake to a real sample, or, as in the
  /// code of Kodali et al., from a real one x to x + σ/2 · u with u uniform in [0, 1] per pixel.
  at::Tensor penalty_points(const at::Tensor& images, const at::Tensor& fake) const {
    const at::Tensor real = images.to(at::kFloat);
    if (options_.penalty == Penalty::kInterpolated) {
      return interpolated_points(real, fake.to(at::kFloat));
    }
    const at::Tensor place = at::rand({real.size(0), 1, 1, 1}, real.options());
    // As NumPy's, which that code takes.
    const at::Tensor deviation = real.std(/*unbiased=*/false);
    return real + place * (at::rand_like(real) * (0.5 * deviation));
  }

  WganGpOptions options_;
  torch::nn::Sequential generator_;
  torch::nn::Sequential critic_;
};

std::vector<LearnerDefaults> learners(const WganGpOptions& options) {
  // As in the authors' code for MNIST; the algorithm of the paper has no momentum.
  const LearnerOptions adam{.learning_rate = 1e-4, .betas = {0.5, 0.9}};
  return ordered_by(options.update_order, {{"critic", adam}, {"generator", adam}});
}

}  // namespace

Family wgan_gp_family() {
  return make_family<WganGp>(
      {.name = "wgan_gp",
       .sentence = "Wasserstein GAN with gradient penalty: convolutional, residual, densely "
                   "connected; DRAGAN.",
       .data = {.fields = {"images"}, .pixel_range = PixelRange::kSigned},
       .small = {"model.base_channels=4", "model.growth_rate=2", "model.critic_updates=2"}},
      option_table(), learners);
}

}  // namespace tandem
