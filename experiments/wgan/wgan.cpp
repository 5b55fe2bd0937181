// Wasserstein GAN with weight clipping (Arjovsky et al., "Wasserstein generative adversarial
// networks", 2017) on the networks of DCGAN without the sigmoid.
#include <ATen/ATen.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/utils.h>

#include "framework/model/capabilities.h"
#include "framework/model/data_shapes.h"
#include "framework/model/detached_images.h"
#include "framework/model/family.h"
#include "framework/model/latents.h"
#include "framework/model/losses/adversarial.h"
#include "framework/nn/layers/normalization.h"
#include "framework/nn/networks/strided_networks.h"

namespace tandem {
namespace {

struct WganOptions {
  int64_t latent_size = 100;
  int64_t base_channels = 64;
  double negative_slope = 0.2;
  double initial_deviation = 0.02;
  Norm generator_norm = Norm::kBatch;
  Norm critic_norm = Norm::kBatch;
  int64_t critic_updates = 5;
  int64_t critic_warmup_updates = 100;
  int64_t critic_warmup_steps = 25;
  int64_t critic_refresh_interval = 500;
  std::string update_order = "critic_first";
};

OptionTable<WganOptions> option_table() {
  return OptionTable<WganOptions>()
      .field("latent_size", &WganOptions::latent_size, "Number of latent dimensions.", at_least(1))
      .field("base_channels", &WganOptions::base_channels,
             "Channels of the convolution next to the image; doubled at every smaller size.",
             at_least(1))
      .field("negative_slope", &WganOptions::negative_slope,
             "Slope of the critic's leaky ReLU below zero.", between(0.0, 1.0))
      .field("initial_deviation", &WganOptions::initial_deviation,
             "Standard deviation of the initial weights.", above(0.0))
      .choice("generator_norm", &WganOptions::generator_norm,
              "Norm in the generator; the statistics of batch are those of a micro-batch.", kNorms)
      .choice("critic_norm", &WganOptions::critic_norm,
              "Norm in the critic; the statistics of batch are those of a micro-batch, real and "
              "fake samples by themselves.",
              kNorms)
      .field("critic_updates", &WganOptions::critic_updates,
             "Updates of the critic in a step, each with a new batch.", at_least(1))
      .live()
      .field("critic_warmup_updates", &WganOptions::critic_warmup_updates,
             "Updates of the critic in each of the first critic_warmup_steps steps and in every "
             "critic_refresh_interval-th.",
             at_least(1))
      .live()
      .field("critic_warmup_steps", &WganOptions::critic_warmup_steps,
             "Number of first steps with critic_warmup_updates.", at_least(0))
      .live()
      .field(
          "critic_refresh_interval", &WganOptions::critic_refresh_interval,
          "Steps between two with critic_warmup_updates, counted from the first step on; 0: none "
          "after the warm-up.",
          at_least(0))
      .live()
      .field("update_order", &WganOptions::update_order, "Which network a step updates first.",
             one_of(update_orders({"critic", "generator"})));
}

/// As in the authors' code, where `step` counts the generator's updates from 0.
int64_t critic_updates_in(const WganOptions& options, int64_t step) {
  const int64_t interval = options.critic_refresh_interval;
  const bool many = step < options.critic_warmup_steps || (interval > 0 && step % interval == 0);
  return many ? options.critic_warmup_updates : options.critic_updates;
}

StridedOptions strided(const WganOptions& options, const ImageShape& image, Norm norm) {
  return {.channels = image.channels,
          .height = image.height,
          .width = image.width,
          .base_channels = options.base_channels,
          .negative_slope = options.negative_slope,
          .norm = norm,
          .initial_deviation = options.initial_deviation};
}

class Wgan : public GenerativeModel, public Generates {
 public:
  Wgan(const WganOptions& options, const DataDescription& data) : options_(options) {
    const ImageShape image = image_shape(data);
    critic_ = strided_discriminator(strided(options, image, options.critic_norm));
    generator_ =
        strided_generator(strided(options, image, options.generator_norm), options.latent_size);
  }

  std::vector<Network> networks() const override {
    return {{"generator", generator_.ptr()}, {"critic", critic_.ptr()}};
  }

  std::vector<Objective> objectives() override {
    Objective critic{
        .name = "critic",
        .trains = {"critic"},
        .terms = {"wasserstein"},
        .loss = [this](const Batch& batch,
                       const Context&) { return critic_loss(batch.field("images")); },
        .updates = [options = options_](int64_t step) { return critic_updates_in(options, step); }};
    Objective generator{
        .name = "generator",
        .trains = {"generator"},
        .loss =
            [this](const Batch&, const Context& context) {
              const at::Tensor fake = generate(draw_latents(context.micro_batch_size));
              return Losses{{},
                            generator_loss(AdversarialLoss::kWasserstein, critic_->forward(fake))};
            },
        .batch_use = BatchUse::kNone};
    return {critic, generator};
  }

  at::Tensor draw_latents(int64_t count) override {
    return draw_normal(count, options_.latent_size, *generator_);
  }

  at::Tensor generate(const at::Tensor& latents) override { return generator_->forward(latents); }

 private:
  /// The Wasserstein estimate is E D(real) − E D(fake): what the critic maximises, up to a factor
  /// that the clipping sets.
  Losses critic_loss(const at::Tensor& real) {
    const at::Tensor fake = detached_images(*this, draw_latents(real.size(0)));
    // Two passes, so that batch norm sees one kind at a time.
    const at::Tensor real_scores = critic_->forward(real);
    const at::Tensor fake_scores = critic_->forward(fake);
    const at::Tensor loss =
        discriminator_losses(AdversarialLoss::kWasserstein, real_scores, fake_scores).total;
    return {{-loss.detach()}, loss};
  }

  WganOptions options_;
  torch::nn::Sequential generator_;
  torch::nn::Sequential critic_;
};

std::vector<LearnerDefaults> learners(const WganOptions& options) {
  // As published; only the critic's slope needs a bound.
  const LearnerOptions generator{.optimizer = "rmsprop", .learning_rate = 5e-5};
  LearnerOptions critic = generator;
  critic.clip_weights = 0.01;
  return ordered_by(options.update_order, {{"critic", critic}, {"generator", generator}});
}

}  // namespace

Family wgan_family() {
  return make_family<Wgan>({.name = "wgan",
                            .sentence = "Wasserstein GAN with weight clipping and critic warm-up.",
                            .data = {.fields = {"images"}, .pixel_range = PixelRange::kSigned},
                            .small = {"model.base_channels=4", "model.critic_warmup_updates=3",
                                      "model.critic_updates=2"}},
                           option_table(), learners);
}

}  // namespace tandem
