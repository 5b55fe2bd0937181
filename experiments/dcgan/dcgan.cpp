// Convolutional GAN by the rules of Radford et al. (2016), with what later work added: other
// losses, spectral norm, the R1 penalty, augmentation that gradients pass through.
#include <ATen/ATen.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/utils.h>

#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "framework/model/data_shapes.h"
#include "framework/model/detached_images.h"
#include "framework/model/family.h"
#include "framework/model/latents.h"
#include "framework/model/losses/adversarial.h"
#include "framework/model/losses/penalty.h"
#include "framework/nn/layers/differentiable_augmentation.h"
#include "framework/nn/layers/normalization.h"
#include "framework/nn/networks/strided_networks.h"

namespace tandem {
namespace {

struct DcganOptions {
  int64_t latent_size = 100;
  int64_t base_channels = 64;
  AdversarialLoss loss = AdversarialLoss::kNonSaturating;
  std::string update_order = "discriminator_first";
  Norm generator_norm = Norm::kBatch;
  Norm discriminator_norm = Norm::kBatch;
  bool spectral_norm = false;
  double penalty_weight = 0.0;
  std::vector<std::string> augmentation = {};
  double negative_slope = 0.2;
  double initial_deviation = 0.02;
};

OptionTable<DcganOptions> option_table() {
  using Options = DcganOptions;
  return OptionTable<Options>()
      .field("latent_size", &Options::latent_size, "Number of latent dimensions.", at_least(1))
      .field("base_channels", &Options::base_channels,
             "Channels of the convolutions next to the image; doubled at every smaller size.",
             at_least(1))
      .choice("loss", &Options::loss, "What the two networks play for.", kUnboundedLosses)
      .field("update_order", &Options::update_order, "The network that a step begins with.",
             one_of(update_orders({"discriminator", "generator"})))
      .choice("generator_norm", &Options::generator_norm,
              "Norm of the generator, none next to the image; batch has the statistics of a "
              "micro-batch.",
              kNorms)
      .choice("discriminator_norm", &Options::discriminator_norm,
              "Norm of the discriminator, none next to the image; batch has the statistics of a "
              "micro-batch, of real and of fake images apart.",
              kNorms)
      .field("spectral_norm", &Options::spectral_norm,
             "Weights of the discriminator divided by their largest singular value.")
      .field("penalty_weight", &Options::penalty_weight,
             "Weight gamma of the R1 penalty in the discriminator's loss: gamma/2 times the mean "
             "squared norm of its gradient at real images.",
             at_least(0.0))
      .live_above_zero()
      .field("augmentation", &Options::augmentation,
             "Random changes of all images that the discriminator sees, in this order.",
             one_of(differentiable_augmentation_names()))
      .field("negative_slope", &Options::negative_slope,
             "Slope of the discriminator's leaky ReLU below zero.", between(0.0, 1.0))
      .field("initial_deviation", &Options::initial_deviation,
             "Standard deviation of the initial weights.", above(0.0));
}

/// A gradient penalty is about each image alone, which batch norm does not keep apart.
void check(const DcganOptions& options) {
  if (options.penalty_weight == 0 || options.discriminator_norm != Norm::kBatch) return;
  throw ConfigError({.what = "a discriminator with batch norm has no gradient at a single image",
                     .where = "model.penalty_weight",
                     .expected = "0 where model.discriminator_norm is batch",
                     .advice = "Set model.discriminator_norm=none."});
}

StridedOptions strided(const DcganOptions& options, const ImageShape& image, Norm norm) {
  return {.channels = image.channels,
          .height = image.height,
          .width = image.width,
          .base_channels = options.base_channels,
          .negative_slope = options.negative_slope,
          .norm = norm,
          .spectral_norm = options.spectral_norm,
          .initial_deviation = options.initial_deviation};
}

class Dcgan : public GenerativeModel, public Generates {
 public:
  Dcgan(const DcganOptions& options, const DataDescription& data) : options_(options) {
    check(options);
    const ImageShape image = image_shape(data);
    generator_ =
        strided_generator(strided(options, image, options.generator_norm), options.latent_size);
    discriminator_ = strided_discriminator(strided(options, image, options.discriminator_norm));
  }

  std::vector<Network> networks() const override {
    return {{"generator", generator_.ptr()}, {"discriminator", discriminator_.ptr()}};
  }

  std::vector<Objective> objectives() override {
    Objective discriminator{.name = "discriminator",
                            .trains = {"discriminator"},
                            .terms = {"real", "fake"},
                            .loss = [this](const Batch& batch, const Context&) {
                              return loss_of_discriminator(batch.field("images"));
                            }};
    if (options_.penalty_weight > 0) discriminator.terms.emplace_back("penalty");
    Objective generator{.name = "generator",
                        .trains = {"generator"},
                        .loss =
                            [this](const Batch&, const Context& context) {
                              return loss_of_generator(context.micro_batch_size);
                            },
                        .batch_use = BatchUse::kNone};
    return {discriminator, generator};
  }

  at::Tensor draw_latents(int64_t count) override {
    return draw_normal(count, options_.latent_size, *generator_);
  }

  at::Tensor generate(const at::Tensor& latents) override { return generator_->forward(latents); }

 private:
  /// Scores (N, 1) of images as the discriminator is to see them.
  at::Tensor score(const at::Tensor& images) {
    return discriminator_->forward(differentiably_augmented(images, options_.augmentation));
  }

  Losses loss_of_discriminator(const at::Tensor& real) {
    const at::Tensor fake = detached_images(*this, draw_latents(real.size(0)));
    if (options_.penalty_weight == 0) {
      // Not as an argument: the compiler chooses which of those comes first, and each pass draws
      // augmentations and moves buffers.
      const at::Tensor real_scores = score(real);
      const RealFakeLosses losses = discriminator_losses(options_.loss, real_scores, score(fake));
      return {{losses.real, losses.fake}, losses.total};
    }
    // The pass that the penalty needs is also that of the loss.
    at::Tensor real_scores;
    const at::Tensor penalty = zero_centered_penalty(
        [&](const at::Tensor& images) { return real_scores = score(images); }, real);
    const RealFakeLosses losses = discriminator_losses(options_.loss, real_scores, score(fake));
    return {{losses.real, losses.fake, penalty.detach()},
            at::add(losses.total, penalty, options_.penalty_weight / 2)};
  }

  /// Of fakes that are augmented, too: gradients pass through the changes.
  Losses loss_of_generator(int64_t count) {
    return {{}, generator_loss(options_.loss, score(generate(draw_latents(count))))};
  }

  DcganOptions options_;
  torch::nn::Sequential generator_{nullptr};
  torch::nn::Sequential discriminator_{nullptr};
};

std::vector<LearnerDefaults> learners(const DcganOptions& options) {
  const LearnerOptions adam{.learning_rate = 2e-4, .betas = {0.5, 0.999}};
  return ordered_by(options.update_order, {{"discriminator", adam}, {"generator", adam}});
}

}  // namespace

Family dcgan_family() {
  return make_family<Dcgan>(
      {.name = "dcgan",
       .sentence = "Strided convolutions by the rules of Radford et al.; spectral norm, R1 and "
                   "differentiable augmentation by option.",
       .data = {.fields = {"images"}, .pixel_range = PixelRange::kSigned},
       .small = {"model.base_channels=4"}},
      option_table(), learners);
}

}  // namespace tandem
