// Generative adversarial network of two multilayer perceptrons with the non-saturating loss
// (Goodfellow et al., 2014).
#include <torch/torch.h>

#include "framework/model/capabilities.h"
#include "framework/model/family.h"
#include "framework/model/losses.h"
#include "framework/nn/backbones.h"
#include "framework/nn/initialization.h"

namespace tandem {
namespace {

struct GanOptions {
  int64_t latent_size = 100;
  std::vector<int64_t> generator_widths = {256, 512, 1024};
  std::vector<int64_t> discriminator_widths = {512, 256};
  bool batch_norm = true;
  double dropout = 0.3;
  double negative_slope = 0.2;
  double initial_deviation = 0.02;
};

OptionTable<GanOptions> option_table() {
  return OptionTable<GanOptions>()
      .field("latent_size", &GanOptions::latent_size, "Number of latent dimensions.", at_least(1))
      .field("generator_widths", &GanOptions::generator_widths,
             "Widths of the generator's hidden layers.", at_least(1))
      .field("discriminator_widths", &GanOptions::discriminator_widths,
             "Widths of the discriminator's hidden layers.", at_least(1))
      .field("batch_norm", &GanOptions::batch_norm,
             "Batch norm in the generator; its statistics are those of a micro-batch.")
      .field("dropout", &GanOptions::dropout,
             "Probability with which the discriminator's hidden units are dropped.", at_least(0.0),
             below(1.0))
      .field("negative_slope", &GanOptions::negative_slope, "Slope of the leaky ReLU below zero.",
             between(0.0, 1.0))
      .field("initial_deviation", &GanOptions::initial_deviation,
             "Standard deviation of the initial weights.", above(0.0));
}

class Gan : public GenerativeModel, public Generates {
 public:
  Gan(const GanOptions& options, const DataDescription& data)
      : options_(options),
        image_(image_shape(data)),
        generator_(MultilayerOptions{
            .widths =
                joined_widths(options.latent_size, options.generator_widths, image_.num_pixels()),
            .negative_slope = options.negative_slope,
            .batch_norm = options.batch_norm}),
        discriminator_(MultilayerOptions{
            .widths = joined_widths(image_.num_pixels(), options.discriminator_widths, 1),
            .negative_slope = options.negative_slope,
            .dropout = options.dropout}) {
    generator_->push_back(torch::nn::Tanh());
    initialize_normal(*generator_, options.initial_deviation);
    initialize_normal(*discriminator_, options.initial_deviation);
  }

  std::vector<Network> networks() const override {
    return {{"generator", generator_.ptr()}, {"discriminator", discriminator_.ptr()}};
  }

  std::vector<Objective> objectives() override {
    return {{.name = "discriminator",
             .trains = {"discriminator"},
             .terms = {"real", "fake"},
             .loss =
                 [this](const Batch& batch, const Context&) {
                   return discriminator_loss(batch.field("images").flatten(1));
                 }},
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

  at::Tensor generate(const at::Tensor& latents) override {
    return generator_->forward(latents).view(
        {latents.size(0), image_.channels, image_.height, image_.width});
  }

 private:
  Losses discriminator_loss(const at::Tensor& real) {
    at::Tensor samples;
    {
      const torch::NoGradGuard no_gradients;
      samples = at::cat({real, generator_->forward(draw_latents(real.size(0)))});
    }
    const RealFakeLosses losses =
        real_fake_cross_entropy(discriminator_->forward(samples), real.size(0));
    return {{losses.real, losses.fake}, losses.total};
  }

  Losses generator_loss(int64_t count) {
    const at::Tensor fake = generator_->forward(draw_latents(count));
    return {{}, real_fake_cross_entropy(discriminator_->forward(fake), count).total};
  }

  GanOptions options_;
  ImageShape image_;
  MultilayerPerceptron generator_;
  MultilayerPerceptron discriminator_;
};

}  // namespace

Family gan_family() {
  const LearnerOptions adam{.learning_rate = 2e-4, .betas = {0.5, 0.999}};
  Family family{.name = "gan",
                .sentence = "Generative adversarial network of multilayer perceptrons.",
                .data = {.fields = {"images"}, .pixel_range = PixelRange::kSigned},
                .learners = {{"discriminator", adam}, {"generator", adam}}};
  bind_options(family, option_table(), [](const GanOptions& options, const DataDescription& data) {
    return std::make_unique<Gan>(options, data);
  });
  return family;
}

}  // namespace tandem
