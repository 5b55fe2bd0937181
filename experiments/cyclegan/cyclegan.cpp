// CycleGAN (Zhu et al., "Unpaired image-to-image translation using cycle-consistent adversarial
// networks", 2017): two generators between two domains, a discriminator for each.
#include <ATen/ATen.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/utils.h>

#include "framework/core/choice.h"
#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "framework/model/data_shapes.h"
#include "framework/model/domains.h"
#include "framework/model/family.h"
#include "framework/model/image_pool.h"
#include "framework/model/losses/adversarial.h"
#include "framework/nn/layers/normalization.h"
#include "framework/nn/networks/patch_discriminator.h"
#include "framework/nn/networks/residual_translator.h"
#include "framework/nn/networks/unet.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

enum class Backbone { kResidual, kUnet };
constexpr Choice<Backbone> kBackbones[] = {{"residual", Backbone::kResidual},
                                           {"unet", Backbone::kUnet}};

struct CycleGanOptions {
  Backbone backbone = Backbone::kResidual;
  int64_t num_blocks = 9;
  int64_t base_channels = 64;
  int64_t discriminator_channels = 64;
  int64_t discriminator_layers = 0;
  Norm norm = Norm::kInstance;
  int64_t pool_size = 50;
  AdversarialLoss loss = AdversarialLoss::kLeastSquares;
  double cycle_weight = 10.0;
  double identity_weight = 0.5;
  double initial_deviation = 0.02;
  std::string update_order = "generators_first";
};

OptionTable<CycleGanOptions> option_table() {
  return OptionTable<CycleGanOptions>()
      .choice("backbone", &CycleGanOptions::backbone, "Kind of the generators.", kBackbones)
      .field("num_blocks", &CycleGanOptions::num_blocks,
             "Residual blocks of a residual generator; published: 6 up to 128 pixels, else 9.",
             at_least(1))
      .field("base_channels", &CycleGanOptions::base_channels,
             "Channels of a generator next to the image; doubled by each halving, in the U-Net up "
             "to 8 times.",
             at_least(1))
      .field("discriminator_channels", &CycleGanOptions::discriminator_channels,
             "Channels of a discriminator next to the image; doubled by each later layer.",
             at_least(1))
      .field("discriminator_layers", &CycleGanOptions::discriminator_layers,
             "Strided layers of a discriminator, which judges patches of 16, 34 or 70 pixels with "
             "1, 2 or 3 of them; 0: as many as fit the images, at most 3. Patches that exceed the "
             "image are allowed; the log says so.",
             at_least(0))
      .choice("norm", &CycleGanOptions::norm,
              "Norm in all networks: instance, with a learned gain and shift of each channel, or "
              "plain_instance, without, as published.",
              kInstanceNorms)
      .field("pool_size", &CycleGanOptions::pool_size,
             "Earlier fakes that a discriminator may see again, kept for each micro-batch; 0: "
             "none.",
             at_least(0))
      .choice("loss", &CycleGanOptions::loss, "Adversarial loss.", kUnboundedLosses)
      .field("cycle_weight", &CycleGanOptions::cycle_weight,
             "Weight of the L1 distance between an image and its translation there and back.",
             at_least(0.0))
      .live()
      .field("identity_weight", &CycleGanOptions::identity_weight,
             "Weight, times cycle_weight, of the L1 distance between an image and its translation "
             "into its own domain.",
             at_least(0.0))
      .live_above_zero()
      .field("initial_deviation", &CycleGanOptions::initial_deviation,
             "Standard deviation of the initial weights.", above(0.0))
      .field("update_order", &CycleGanOptions::update_order, "Which networks a step begins with.",
             one_of(update_orders({"generators", "discriminators"})));
}

/// (N, C of `from`, H, W) -> (N, C of `to`, H, W) in [−1, 1].
nn::Sequential make_generator(const CycleGanOptions& options, const ImageShape& from,
                              const ImageShape& to) {
  if (options.backbone == Backbone::kUnet) {
    return nn::Sequential(UNet(UNetOptions{.in_channels = from.channels,
                                           .out_channels = to.channels,
                                           .height = from.height,
                                           .width = from.width,
                                           .base_channels = options.base_channels,
                                           .norm = options.norm,
                                           .initial_deviation = options.initial_deviation}));
  }
  return residual_translator({.in_channels = from.channels,
                              .out_channels = to.channels,
                              .height = from.height,
                              .width = from.width,
                              .base_channels = options.base_channels,
                              .num_blocks = options.num_blocks,
                              .norm = options.norm,
                              .initial_deviation = options.initial_deviation});
}

PatchOptions patch_options(const CycleGanOptions& options, const ImageShape& image) {
  return {.channels = image.channels,
          .height = image.height,
          .width = image.width,
          .base_channels = options.discriminator_channels,
          .num_layers = options.discriminator_layers,
          .norm = options.norm,
          .initial_deviation = options.initial_deviation};
}

class CycleGan : public GenerativeModel, public TranslatesImages {
 public:
  CycleGan(const CycleGanOptions& options, const DataDescription& data)
      : options_(options),
        image_(image_pair(data, "a/images", "b/images")),
        a_to_b_(make_generator(options, image_.first, image_.second)),
        b_to_a_(make_generator(options, image_.second, image_.first)),
        judge_a_(patch_discriminator(patch_options(options, image_.first))),
        judge_b_(patch_discriminator(patch_options(options, image_.second))) {
    warn_of_wide_patches(patch_options(options, image_.first));  // those of b are as wide
    if (options.identity_weight > 0 && image_.first.channels != image_.second.channels) {
      throw ConfigError({.what = "images cannot stay as they are between domains of different "
                                 "channels",
                         .where = "model.identity_weight",
                         .expected = "0",
                         .got = std::to_string(image_.first.channels) + " channels in a, " +
                                std::to_string(image_.second.channels) + " in b",
                         .advice = "Set model.identity_weight=0."});
    }
  }

  std::vector<Network> networks() const override {
    return {{"generator_a_to_b", a_to_b_.ptr()},
            {"generator_b_to_a", b_to_a_.ptr()},
            {"discriminator_a", judge_a_.ptr()},
            {"discriminator_b", judge_b_.ptr()}};
  }

  std::vector<Objective> objectives() override {
    std::vector<std::string> terms = {"adversarial", "cycle"};
    if (options_.identity_weight > 0) terms.emplace_back("identity");
    const auto generators = [this](const Batch& batch, const Context& context) {
      return generators_loss(domains_of(batch), context);
    };
    const auto discriminators = [this](const Batch& batch, const Context& context) {
      return discriminators_loss(domains_of(batch), context);
    };
    return {{.name = "generators",
             .trains = {"generator_a_to_b", "generator_b_to_a"},
             .terms = terms,
             .loss = generators,
             .batch_use = BatchUse::kReuses},
            {.name = "discriminators",
             .trains = {"discriminator_a", "discriminator_b"},
             .terms = {"real", "fake"},
             .loss = discriminators,
             .batch_use = BatchUse::kReuses}};
  }

  std::vector<LaneState> lane_states() const override {
    std::vector<LaneState> states = image_pool_states(pool("a", image_.first));
    for (LaneState& state : image_pool_states(pool("b", image_.second))) {
      states.push_back(std::move(state));
    }
    return states;
  }

  std::vector<Translation> translations() const override { return both_ways(); }

  at::Tensor translate(const at::Tensor& images, const std::string& translation) override {
    return (translation == kAToB ? a_to_b_ : b_to_a_)->forward(images);
  }

 private:
  /// The earlier fakes of a domain.
  ImagePoolOptions pool(const std::string& domain, const ImageShape& image) const {
    return {.name = "pool_" + domain,
            .size = options_.pool_size,
            .shape = {image.channels, image.height, image.width}};
  }

  /// Of both generators at once: each cycle goes through one and then the other.
  Losses generators_loss(const Domains& real, const Context& context) {
    const int64_t count = real.a.size(0);
    const bool keeps = options_.identity_weight > 0;
    // One pass for two kinds of images, which instance norm keeps apart.
    const at::Tensor to_b = a_to_b_->forward(keeps ? at::cat({real.a, real.b}) : real.a);
    const at::Tensor to_a = b_to_a_->forward(keeps ? at::cat({real.b, real.a}) : real.b);
    // Behind them lie, where they are asked for, images that were in the right domain already.
    const Domains fake{to_a.narrow(0, 0, count), to_b.narrow(0, 0, count)};
    context.leave("fake_a", fake.a);
    context.leave("fake_b", fake.b);
    const at::Tensor adversarial = generator_loss(options_.loss, judge_b_->forward(fake.b)) +
                                   generator_loss(options_.loss, judge_a_->forward(fake.a));
    const at::Tensor cycle = at::l1_loss(b_to_a_->forward(fake.b), real.a) +
                             at::l1_loss(a_to_b_->forward(fake.a), real.b);
    Losses losses{{adversarial.detach(), cycle.detach()},
                  adversarial + cycle * options_.cycle_weight};
    if (keeps) {
      const at::Tensor identity = at::l1_loss(to_b.narrow(0, count, count), real.b) +
                                  at::l1_loss(to_a.narrow(0, count, count), real.a);
      losses.terms.push_back(identity.detach());
      losses.total = losses.total + identity * (options_.cycle_weight * options_.identity_weight);
    }
    return losses;
  }

  /// The fakes of this step, made anew when the generators come later.
  Domains fakes_of(const Domains& real, const Context& context) {
    const torch::NoGradGuard no_gradients;
    const auto fake_a = context.left("fake_a"), fake_b = context.left("fake_b");
    if (fake_a && fake_b) return {*fake_a, *fake_b};
    return {b_to_a_->forward(real.b), a_to_b_->forward(real.a)};
  }

  Losses discriminators_loss(const Domains& real, const Context& context) {
    const Domains fake = fakes_of(real, context);
    const RealFakeLosses a =
        judged(judge_a_, real.a, exchanged(fake.a, pool("a", image_.first), context));
    const RealFakeLosses b =
        judged(judge_b_, real.b, exchanged(fake.b, pool("b", image_.second), context));
    // Halved as published, so that discriminators learn more slowly than generators.
    return {{(a.real + b.real) * 0.5, (a.fake + b.fake) * 0.5}, (a.total + b.total) * 0.5};
  }

  RealFakeLosses judged(nn::Sequential& judge, const at::Tensor& real, const at::Tensor& fake) {
    const int64_t count = real.size(0);
    // One pass for both kinds, which instance norm keeps apart.
    const at::Tensor scores = judge->forward(at::cat({real, fake}));
    return discriminator_losses(options_.loss, scores.narrow(0, 0, count),
                                scores.narrow(0, count, count));
  }

  CycleGanOptions options_;
  ImagePair image_;
  nn::Sequential a_to_b_;
  nn::Sequential b_to_a_;
  nn::Sequential judge_a_;
  nn::Sequential judge_b_;
};

std::vector<LearnerDefaults> learners(const CycleGanOptions& options) {
  const LearnerOptions adam{.learning_rate = 2e-4, .betas = {0.5, 0.999}};
  return ordered_by(options.update_order, {{"generators", adam}, {"discriminators", adam}});
}

}  // namespace

Family cyclegan_family() {
  return make_family<CycleGan>(
      {.name = "cyclegan",
       .sentence = "Translation between two domains without pairs, there and back.",
       .data = {.fields = {"a/images", "b/images"}, .pixel_range = PixelRange::kSigned},
       .small = {"model.base_channels=4", "model.discriminator_channels=4", "model.num_blocks=1",
                 "model.pool_size=6"}},
      option_table(), learners);
}

}  // namespace tandem
