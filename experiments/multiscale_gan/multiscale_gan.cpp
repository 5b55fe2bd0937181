// GAN whose generator plays against several strided discriminators, each of which sees the image at
// another scale (as in Wang et al., "High-resolution image synthesis and semantic manipulation with
// conditional GANs", 2018, section 3.2).
#include <ATen/ATen.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/any.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/utils.h>

#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "framework/model/data_shapes.h"
#include "framework/model/detached_images.h"
#include "framework/model/family.h"
#include "framework/model/latents.h"
#include "framework/model/losses/adversarial.h"
#include "framework/nn/layers/differentiable_augmentation.h"
#include "framework/nn/layers/normalization.h"
#include "framework/nn/networks/strided_networks.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

struct MultiscaleGanOptions {
  int64_t latent_size = 100;
  int64_t base_channels = 64;
  int64_t num_scales = 2;
  AdversarialLoss loss = AdversarialLoss::kNonSaturating;
  double feature_matching_weight = 0.0;
  std::string update_order = "discriminator_first";
  Norm generator_norm = Norm::kBatch;
  Norm discriminator_norm = Norm::kBatch;
  bool spectral_norm = false;
  std::vector<std::string> augmentation = {};
};

OptionTable<MultiscaleGanOptions> option_table() {
  using Options = MultiscaleGanOptions;
  return OptionTable<Options>()
      .field("latent_size", &Options::latent_size, "Number of latent dimensions.", at_least(1))
      .field("base_channels", &Options::base_channels,
             "Channels of the convolutions next to the image, at every scale; doubled at every "
             "smaller size.",
             at_least(1))
      .field("num_scales", &Options::num_scales,
             "Number of discriminators; each sees the image at half the size of the one before, "
             "with even sides of at least 8 pixels.",
             at_least(1))
      .choice("loss", &Options::loss, "What the networks play for, summed over the scales.",
              kUnboundedLosses)
      .field("feature_matching_weight", &Options::feature_matching_weight,
             "Weight, in the generator's loss, of the distance between real and fake images in the "
             "mean activations of the discriminators: absolute, averaged over a layer's units, "
             "summed over layers and scales; the means are over a micro-batch.",
             at_least(0.0))
      .live_above_zero()
      .field("update_order", &Options::update_order, "The network that a step begins with.",
             one_of(update_orders({"discriminator", "generator"})))
      .choice("generator_norm", &Options::generator_norm,
              "Norm of the generator, none next to the image; batch has the statistics of a "
              "micro-batch.",
              kNorms)
      .choice("discriminator_norm", &Options::discriminator_norm,
              "Norm of the discriminators, none next to the image; batch has the statistics of a "
              "micro-batch, of real and of fake images apart.",
              kNorms)
      .field("spectral_norm", &Options::spectral_norm,
             "Weights of the discriminators divided by their largest singular value.")
      .field("augmentation", &Options::augmentation,
             "Random changes of all images that the discriminators see, in this order.",
             one_of(differentiable_augmentation_names()));
}

/// Of the generator at the full size, which has no spectral norm; discriminators differ in norm and
/// size.
StridedOptions strided(const MultiscaleGanOptions& options, const ImageShape& image) {
  return {.channels = image.channels,
          .height = image.height,
          .width = image.width,
          .base_channels = options.base_channels,
          .norm = options.generator_norm,
          .spectral_norm = options.spectral_norm};
}

/// Halving once is what a discriminator needs, and what leads to the next scale.
void check(const MultiscaleGanOptions& options, const ImageShape& image) {
  const int64_t largest = num_halvings(image.height, image.width);
  if (options.num_scales <= largest) return;
  throw ConfigError({.what = "images of " + std::to_string(image.height) + "x" +
                             std::to_string(image.width) + " have no " +
                             std::to_string(options.num_scales) +
                             " scales with even sides of at least 8 pixels",
                     .where = "model.num_scales",
                     .expected = "at most " + std::to_string(largest),
                     .got = std::to_string(options.num_scales),
                     .advice = "Use model.num_scales=" + std::to_string(largest) + " or less."});
}

std::string network_name(size_t scale) { return "discriminator_" + std::to_string(scale + 1); }

/// What a discriminator makes of images: scores, and the activations of every layer.
struct Judgement {
  at::Tensor scores;
  std::vector<at::Tensor> activations;
};

/// Activations are those behind each leaky ReLU, from the image on.
Judgement judge(nn::SequentialImpl& discriminator, at::Tensor images) {
  Judgement judgement;
  for (nn::AnyModule& layer : discriminator) {
    images = layer.forward(images);
    if (layer.ptr()->as<nn::LeakyReLUImpl>() != nullptr) judgement.activations.push_back(images);
  }
  judgement.scores = images;
  return judgement;
}

class MultiscaleGan : public GenerativeModel, public Generates {
 public:
  MultiscaleGan(const MultiscaleGanOptions& options, const DataDescription& data)
      : options_(options) {
    const ImageShape image = image_shape(data);
    check(options, image);
    StridedOptions shape = strided(options, image);
    generator_ = strided_generator(shape, options.latent_size);
    shape.norm = options.discriminator_norm;
    for (int64_t scale = 0; scale < options.num_scales; ++scale) {
      discriminators_.push_back(strided_discriminator(shape));
      shape.height /= 2;
      shape.width /= 2;
    }
  }

  std::vector<Network> networks() const override {
    std::vector<Network> networks = {{"generator", generator_.ptr()}};
    for (size_t scale = 0; scale < discriminators_.size(); ++scale) {
      networks.push_back({network_name(scale), discriminators_[scale].ptr()});
    }
    return networks;
  }

  std::vector<Objective> objectives() override {
    Objective discriminator{.name = "discriminator",
                            .terms = {"real", "fake"},
                            .loss = [this](const Batch& batch, const Context&) {
                              return loss_of_discriminators(batch.field("images"));
                            }};
    for (size_t scale = 0; scale < discriminators_.size(); ++scale) {
      discriminator.trains.push_back(network_name(scale));
    }
    Objective generator{.name = "generator",
                        .trains = {"generator"},
                        .loss =
                            [this](const Batch& batch, const Context& context) {
                              return matches_features() ? matching_loss(batch.field("images"))
                                                        : plain_loss(context.micro_batch_size);
                            },
                        .batch_use = matches_features() ? BatchUse::kDraws : BatchUse::kNone};
    if (matches_features()) generator.terms = {"adversarial", "feature_distance"};
    return {discriminator, generator};
  }

  at::Tensor draw_latents(int64_t count) override {
    return draw_normal(count, options_.latent_size, *generator_);
  }

  at::Tensor generate(const at::Tensor& latents) override { return generator_->forward(latents); }

 private:
  bool matches_features() const { return options_.feature_matching_weight > 0; }

  /// By every discriminator, the largest scale first.
  std::vector<Judgement> judgements(const at::Tensor& images) {
    // Once for all scales, which then see the same image.
    at::Tensor scaled = differentiably_augmented(images, options_.augmentation);
    std::vector<Judgement> judgements;
    for (nn::Sequential& discriminator : discriminators_) {
      if (!judgements.empty()) scaled = at::avg_pool2d(scaled, 2);
      judgements.push_back(judge(*discriminator, scaled));
    }
    return judgements;
  }

  Losses loss_of_discriminators(const at::Tensor& real) {
    const at::Tensor fake = detached_images(*this, draw_latents(real.size(0)));
    const std::vector<Judgement> of_real = judgements(real), of_fake = judgements(fake);
    std::vector<at::Tensor> reals, fakes, totals;
    for (size_t scale = 0; scale < of_real.size(); ++scale) {
      const RealFakeLosses losses =
          discriminator_losses(options_.loss, of_real[scale].scores, of_fake[scale].scores);
      reals.push_back(losses.real);
      fakes.push_back(losses.fake);
      totals.push_back(losses.total);
    }
    return {{at::stack(reals).sum(), at::stack(fakes).sum()}, at::stack(totals).sum()};
  }

  /// What the generator plays for, over all scales.
  at::Tensor adversarial_sum(const std::vector<Judgement>& of_fake) const {
    std::vector<at::Tensor> losses;
    for (const Judgement& each : of_fake)
      losses.push_back(generator_loss(options_.loss, each.scores));
    return at::stack(losses).sum();
  }

  Losses plain_loss(int64_t count) {
    return {{}, adversarial_sum(judgements(generate(draw_latents(count))))};
  }

  /// With the distance of activations from those of as many real images.
  Losses matching_loss(const at::Tensor& real) {
    std::vector<Judgement> of_real;
    {
      const torch::NoGradGuard no_gradients;
      of_real = judgements(real);
    }
    const std::vector<Judgement> of_fake = judgements(generate(draw_latents(real.size(0))));
    std::vector<at::Tensor> distances;
    for (size_t scale = 0; scale < of_fake.size(); ++scale) {
      for (size_t layer = 0; layer < of_fake[scale].activations.size(); ++layer) {
        distances.push_back(at::l1_loss(of_fake[scale].activations[layer].mean(0),
                                        of_real[scale].activations[layer].mean(0)));
      }
    }
    const at::Tensor adversarial = adversarial_sum(of_fake);
    const at::Tensor distance = at::stack(distances).sum();
    return {{adversarial.detach(), distance.detach()},
            at::add(adversarial, distance, options_.feature_matching_weight)};
  }

  MultiscaleGanOptions options_;
  nn::Sequential generator_{nullptr};
  std::vector<nn::Sequential> discriminators_;
};

std::vector<LearnerDefaults> learners(const MultiscaleGanOptions& options) {
  const LearnerOptions adam{.learning_rate = 2e-4, .betas = {0.5, 0.999}};
  return ordered_by(options.update_order, {{"discriminator", adam}, {"generator", adam}});
}

}  // namespace

Family multiscale_gan_family() {
  return make_family<MultiscaleGan>(
      {.name = "multiscale_gan",
       .sentence = "Convolutional GAN with a discriminator for each of several scales.",
       .data = {.fields = {"images"}, .pixel_range = PixelRange::kSigned},
       .small = {"model.base_channels=4"}},
      option_table(), learners);
}

}  // namespace tandem
