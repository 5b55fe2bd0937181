// Wasserstein GAN with gradient penalty (Gulrajani et al., 2017), convolutional, no norm in the
// critic.
#include <torch/torch.h>

#include "framework/model/capabilities.h"
#include "framework/model/family.h"
#include "framework/model/losses.h"
#include "framework/nn/backbones.h"

namespace tandem {
namespace {

struct WganGpOptions {
  int64_t latent_size = 128;
  int64_t base_channels = 64;
  bool generator_batch_norm = false;
  double penalty_weight = 10.0;
  int64_t critic_updates = 5;
};

OptionTable<WganGpOptions> option_table() {
  return OptionTable<WganGpOptions>()
      .field("latent_size", &WganGpOptions::latent_size, "Number of latent dimensions.",
             at_least(1))
      .field("base_channels", &WganGpOptions::base_channels,
             "Channels of the convolution next to the image; doubled at every smaller size.",
             at_least(1))
      .field("generator_batch_norm", &WganGpOptions::generator_batch_norm,
             "Batch norm in the generator; its statistics are those of a micro-batch.")
      .field("penalty_weight", &WganGpOptions::penalty_weight,
             "Weight of the gradient penalty in the critic's loss.", at_least(0.0))
      .field("critic_updates", &WganGpOptions::critic_updates,
             "Updates of the critic in a step, each with a new batch.", at_least(1));
}

PyramidOptions pyramid(const ImageShape& image, int64_t base_channels) {
  return {.channels = image.channels,
          .height = image.height,
          .width = image.width,
          .base_channels = base_channels};
}

class WganGp : public GenerativeModel, public Generates {
 public:
  WganGp(const WganGpOptions& options, const DataDescription& data) : options_(options) {
    PyramidOptions shape = pyramid(image_shape(data), options.base_channels);
    critic_ = convolutional_encoder(shape, 1);
    shape.batch_norm = options.generator_batch_norm;
    generator_ = convolutional_generator(shape, options.latent_size);
    generator_->push_back(torch::nn::Tanh());
  }

  std::vector<Network> networks() const override {
    return {{"generator", generator_.ptr()}, {"critic", critic_.ptr()}};
  }

  std::vector<Objective> objectives() override {
    return {{.name = "critic",
             .trains = {"critic"},
             .terms = {"wasserstein", "penalty", "gradient_norm"},
             .loss = [this](const Batch& batch,
                            const Context&) { return critic_loss(batch.field("images")); },
             .updates = [count = options_.critic_updates](int64_t) { return count; }},
            {.name = "generator",
             .trains = {"generator"},
             .loss =
                 [this](const Batch&, const Context& context) {
                   return generator_loss(context.micro_batch_size);
                 },
             .draws_batch = false}};
  }

  at::Tensor draw_latents(int64_t count) override {
    return at::randn({count, options_.latent_size},
                     generator_->parameters().front().options().requires_grad(false));
  }

  at::Tensor generate(const at::Tensor& latents) override { return generator_->forward(latents); }

 private:
  /// The Wasserstein estimate is E D(real) − E D(fake): what the critic maximises.
  Losses critic_loss(const at::Tensor& real) {
    at::Tensor fake;
    {
      torch::NoGradGuard no_grad;
      fake = generate(draw_latents(real.size(0)));
    }
    const at::Tensor wasserstein = critic_->forward(real).mean() - critic_->forward(fake).mean();
    const GradientPenalty penalty = gradient_penalty(
        [this](const at::Tensor& points) { return critic_->forward(points); }, real, fake);
    return {{wasserstein.detach(), penalty.penalty.detach(), penalty.mean_norm},
            at::add(-wasserstein, penalty.penalty, options_.penalty_weight)};
  }

  Losses generator_loss(int64_t count) {
    return {{}, -critic_->forward(generate(draw_latents(count))).mean()};
  }

  WganGpOptions options_;
  torch::nn::Sequential generator_;
  torch::nn::Sequential critic_;
};

}  // namespace

Family wgan_gp_family() {
  const LearnerOptions adam{.learning_rate = 1e-4, .betas = {0.5, 0.9}};
  Family family{.name = "wgan_gp",
                .sentence = "Wasserstein GAN with gradient penalty, convolutional.",
                .data = {.fields = {"images"}, .pixel_range = PixelRange::kSigned},
                .learners = {{"critic", adam}, {"generator", adam}}};
  bind_options(family, option_table(),
               [](const WganGpOptions& options, const DataDescription& data) {
                 return std::make_unique<WganGp>(options, data);
               });
  return family;
}

}  // namespace tandem
