// UNIT (Liu et al., "Unsupervised image-to-image translation networks", 2017): a variational
// autoencoder and discriminators at several scales for each of two domains, which share the latents
// and the blocks around them.
#include <ATen/ATen.h>
#include <torch/nn/init.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/normalization.h>
#include <torch/utils.h>

#include "framework/core/choice.h"
#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "framework/model/data_shapes.h"
#include "framework/model/domains.h"
#include "framework/model/family.h"
#include "framework/model/losses/adversarial.h"
#include "framework/nn/layers/normalization.h"
#include "framework/nn/networks/residual_translator.h"
#include "framework/nn/networks/scale_discriminators.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

enum class Halving { kZeroPadded, kReflected };
constexpr Choice<Halving> kHalvings[] = {{"zero_padded", Halving::kZeroPadded},
                                         {"reflected", Halving::kReflected}};

enum class Doubling { kTransposed, kNearest };
constexpr Choice<Doubling> kDoublings[] = {{"transposed", Doubling::kTransposed},
                                           {"nearest", Doubling::kNearest}};

struct UnitOptions {
  int64_t base_channels = 64;
  int64_t num_blocks = 4;
  int64_t num_shared_blocks = 1;
  Norm norm = Norm::kInstance;
  Halving halving = Halving::kZeroPadded;
  Doubling doubling = Doubling::kTransposed;
  int64_t discriminator_channels = 64;
  int64_t discriminator_layers = 4;
  int64_t num_scales = 3;
  AdversarialLoss loss = AdversarialLoss::kLeastSquares;
  double adversarial_weight = 1.0;
  double reconstruction_weight = 10.0;
  double kl_weight = 0.01;
  double cycle_weight = 10.0;
  double cycle_kl_weight = 0.01;
  std::string update_order = "discriminators_first";
};

OptionTable<UnitOptions> option_table() {
  return OptionTable<UnitOptions>()
      .field("base_channels", &UnitOptions::base_channels,
             "Channels of encoders and decoders next to the image; doubled by each halving.",
             at_least(1))
      .field("num_blocks", &UnitOptions::num_blocks,
             "Residual blocks of an encoder, and of a decoder, shared ones included.", at_least(1))
      .field("num_shared_blocks", &UnitOptions::num_shared_blocks,
             "Last blocks of the encoders, and first of the decoders, that both domains share; 0, "
             "as in the authors' code: none, and the cycles alone tie the latents together.",
             at_least(0))
      .choice("norm", &UnitOptions::norm,
              "Norm of encoders and decoders: instance, with a learned gain and shift of each "
              "channel, or plain_instance, without, as published.",
              kInstanceNorms)
      .choice("halving", &UnitOptions::halving,
              "Strided convolutions of the encoders: zero_padded, 3x3; or reflected, 4x4 over "
              "reflected borders, as published.",
              kHalvings)
      .choice(
          "doubling", &UnitOptions::doubling,
          "How decoders double a side: transposed, by 3x3 transposed convolutions; or nearest, "
          "as published, by repeated pixels under a 5x5 convolution over reflected borders with "
          "layer norm, whose gains begin between 0 and 1.",
          kDoublings)
      .field("discriminator_channels", &UnitOptions::discriminator_channels,
             "Channels of a discriminator next to the image; doubled by each later layer.",
             at_least(1))
      .field("discriminator_layers", &UnitOptions::discriminator_layers,
             "Most strided layers of a discriminator; fewer at scales too small for them.",
             at_least(1))
      .field("num_scales", &UnitOptions::num_scales,
             "Scales at which images are judged, each half of the one before.", at_least(1))
      .choice("loss", &UnitOptions::loss, "Adversarial loss at each scale.", kUnboundedLosses)
      .field("adversarial_weight", &UnitOptions::adversarial_weight,
             "Weight of the adversarial losses.", above(0.0))
      .live()
      .field("reconstruction_weight", &UnitOptions::reconstruction_weight,
             "Weight of the L1 distance between an image and its reconstruction.", at_least(0.0))
      .live()
      .field("kl_weight", &UnitOptions::kl_weight,
             "Weight of the mean square of the latents' means, which have unit variance.",
             at_least(0.0))
      .live()
      .field("cycle_weight", &UnitOptions::cycle_weight,
             "Weight of the L1 distance between an image and its translation there and back.",
             at_least(0.0))
      .live()
      .field("cycle_kl_weight", &UnitOptions::cycle_kl_weight,
             "Weight of the same mean square for translated images.", at_least(0.0))
      .live()
      .field("update_order", &UnitOptions::update_order, "Which networks a step begins with.",
             one_of(update_orders({"discriminators", "generators"})));
}

/// Weights from He et al., 2015, by the number of inputs; biases 0; gains of layer norms, which the
/// published networks have, evenly from [0, 1], those of other norms as they are.
void initialize_kaiming(nn::Module& module) {
  const torch::NoGradGuard no_gradients;
  for (auto& parameter : module.named_parameters()) {
    if (parameter.value().dim() > 1) {
      nn::init::kaiming_normal_(parameter.value());
    } else if (parameter.key().ends_with("bias")) {
      parameter.value().zero_();
    }
  }
  for (const auto& layer : module.modules()) {
    if (auto* norm = layer->as<nn::GroupNormImpl>()) nn::init::uniform_(norm->weight);
  }
}

/// The two halves of what was computed for both domains at once.
Domains halves_of(const at::Tensor& both) {
  const auto parts = both.chunk(2);
  return {parts[0], parts[1]};
}

ResidualOptions network_options(const UnitOptions& options, const ImageShape& image) {
  return {.in_channels = image.channels,
          .out_channels = image.channels,
          .height = image.height,
          .width = image.width,
          .base_channels = options.base_channels,
          .num_blocks = options.num_blocks,
          .norm = options.norm,
          .reflected_halving = options.halving == Halving::kReflected,
          .nearest_doubling = options.doubling == Doubling::kNearest};
}

nn::Sequential make_encoder(const UnitOptions& options, const ImageShape& image) {
  nn::Sequential layers;
  push_down_path(*layers, network_options(options, image));
  push_residual_blocks(*layers, network_options(options, image),
                       options.num_blocks - options.num_shared_blocks);
  initialize_kaiming(*layers);
  return layers;
}

nn::Sequential make_shared_blocks(const UnitOptions& options, const ImageShape& image) {
  nn::Sequential layers;
  push_residual_blocks(*layers, network_options(options, image), options.num_shared_blocks);
  initialize_kaiming(*layers);
  return layers;
}

nn::Sequential make_decoder(const UnitOptions& options, const ImageShape& image) {
  nn::Sequential layers;
  push_residual_blocks(*layers, network_options(options, image),
                       options.num_blocks - options.num_shared_blocks);
  push_up_path(*layers, network_options(options, image));
  initialize_kaiming(*layers);
  return layers;
}

ScaleDiscriminators make_judge(const UnitOptions& options, const ImageShape& image) {
  return ScaleDiscriminators(ScaleOptions{.channels = image.channels,
                                          .height = image.height,
                                          .width = image.width,
                                          .base_channels = options.discriminator_channels,
                                          .max_layers = options.discriminator_layers,
                                          .num_scales = options.num_scales});
}

class Unit : public GenerativeModel, public TranslatesImages {
 public:
  Unit(const UnitOptions& options, const DataDescription& data)
      : options_(options), image_(image_pair(data, "a/images", "b/images")) {
    if (options.num_shared_blocks > options.num_blocks) {
      throw ConfigError(
          {.what = "more blocks are shared than there are",
           .where = "model.num_shared_blocks",
           .expected = "at most model.num_blocks, " + std::to_string(options.num_blocks),
           .got = std::to_string(options.num_shared_blocks)});
    }
    encoder_a_ = make_encoder(options, image_.first);
    encoder_b_ = make_encoder(options, image_.second);
    // Channels behind the way down do not depend on those of the image: either domain will do.
    shared_encoder_ = make_shared_blocks(options, image_.first);
    shared_decoder_ = make_shared_blocks(options, image_.first);
    decoder_a_ = make_decoder(options, image_.first);
    decoder_b_ = make_decoder(options, image_.second);
    judge_a_ = make_judge(options, image_.first);
    judge_b_ = make_judge(options, image_.second);
  }

  std::vector<Network> networks() const override {
    std::vector<Network> networks = {{"encoder_a", encoder_a_.ptr()},
                                     {"encoder_b", encoder_b_.ptr()}};
    if (shares()) {
      networks.push_back({"shared_encoder", shared_encoder_.ptr()});
      networks.push_back({"shared_decoder", shared_decoder_.ptr()});
    }
    networks.insert(networks.end(), {{"decoder_a", decoder_a_.ptr()},
                                     {"decoder_b", decoder_b_.ptr()},
                                     {"discriminator_a", judge_a_.ptr()},
                                     {"discriminator_b", judge_b_.ptr()}});
    return networks;
  }

  std::vector<Objective> objectives() override {
    const Objective discriminators{.name = "discriminators",
                                   .trains = {"discriminator_a", "discriminator_b"},
                                   .terms = {"real", "fake"},
                                   .loss =
                                       [this](const Batch& batch, const Context& context) {
                                         return discriminators_loss(domains_of(batch), context);
                                       },
                                   .batch_use = BatchUse::kReuses};
    std::vector<std::string> trained = {"encoder_a", "encoder_b"};
    if (shares()) trained.insert(trained.end(), {"shared_encoder", "shared_decoder"});
    trained.insert(trained.end(), {"decoder_a", "decoder_b"});
    const Objective generators{
        .name = "generators",
        .trains = trained,
        .terms = {"adversarial", "reconstruction", "kl", "cycle", "cycle_kl"},
        .loss = [this](
                    const Batch& batch,
                    const Context& context) { return generators_loss(domains_of(batch), context); },
        .batch_use = BatchUse::kReuses};
    return {discriminators, generators};
  }

  std::vector<Translation> translations() const override { return both_ways(); }

  /// Through the mean of the latents, without noise.
  at::Tensor translate(const at::Tensor& images, const std::string& translation) override {
    const bool forwards = translation == kAToB;
    const at::Tensor means =
        through(shared_encoder_, (forwards ? encoder_a_ : encoder_b_)->forward(images));
    return (forwards ? decoder_b_ : decoder_a_)->forward(through(shared_decoder_, means));
  }

 private:
  bool shares() const { return options_.num_shared_blocks > 0; }

  /// What shared blocks make of their input: the same where there are none.
  at::Tensor through(nn::Sequential& blocks, const at::Tensor& input) const {
    return shares() ? blocks->forward(input) : input;
  }

  /// Means of the latents of images of both domains, (2·N, …): those of a come first. One pass for
  /// both through shared blocks, where instance norm keeps them apart.
  at::Tensor means_of(const Domains& images) {
    return through(shared_encoder_,
                   at::cat({encoder_a_->forward(images.a), encoder_b_->forward(images.b)}));
  }

  /// What decoders see of latents drawn around these means with unit variance.
  at::Tensor hidden_of(const at::Tensor& means) {
    return through(shared_decoder_, means + at::randn_like(means, at::MemoryFormat::Contiguous));
  }

  /// Of encoders and decoders, which together are the generators.
  Losses generators_loss(const Domains& real, const Context& context) {
    const at::Tensor means = means_of(real);
    const at::Tensor hidden = hidden_of(means);
    // Every latent is decoded into both domains: into its own as a reconstruction, into the other
    // as a fake.
    const Domains in_a = halves_of(decoder_a_->forward(hidden));
    const Domains in_b = halves_of(decoder_b_->forward(hidden));
    const Domains fake{in_a.b, in_b.a};
    context.leave("fake_a", fake.a);
    context.leave("fake_b", fake.b);
    const at::Tensor cycle_means = means_of(fake);
    // Its first half is of the fakes in a, which stem from b.
    const Domains cycle_hidden = halves_of(hidden_of(cycle_means));

    const at::Tensor adversarial =
        adversarial_of(judge_a_, fake.a) + adversarial_of(judge_b_, fake.b);
    const at::Tensor reconstruction = at::l1_loss(in_a.a, real.a) + at::l1_loss(in_b.b, real.b);
    const at::Tensor cycle = at::l1_loss(decoder_b_->forward(cycle_hidden.a), real.b) +
                             at::l1_loss(decoder_a_->forward(cycle_hidden.b), real.a);
    // The sum of the means over each domain, which have equally many latents.
    const at::Tensor kl = means.square().mean() * 2;
    const at::Tensor cycle_kl = cycle_means.square().mean() * 2;
    return {{adversarial.detach(), reconstruction.detach(), kl.detach(), cycle.detach(),
             cycle_kl.detach()},
            adversarial * options_.adversarial_weight +
                reconstruction * options_.reconstruction_weight + kl * options_.kl_weight +
                cycle * options_.cycle_weight + cycle_kl * options_.cycle_kl_weight};
  }

  /// The sum over scales.
  at::Tensor adversarial_of(ScaleDiscriminators& judge, const at::Tensor& fake) {
    at::Tensor total;
    for (const at::Tensor& scores : judge->forward(fake)) {
      const at::Tensor loss = generator_loss(options_.loss, scores);
      total = total.defined() ? total + loss : loss;
    }
    return total;
  }

  /// The fakes of this step, made anew when the generators come later.
  Domains fakes_of(const Domains& real, const Context& context) {
    const torch::NoGradGuard no_gradients;
    const auto fake_a = context.left("fake_a"), fake_b = context.left("fake_b");
    if (fake_a && fake_b) return {*fake_a, *fake_b};
    const Domains hidden = halves_of(hidden_of(means_of(real)));
    return {decoder_a_->forward(hidden.b), decoder_b_->forward(hidden.a)};
  }

  Losses discriminators_loss(const Domains& real, const Context& context) {
    const Domains fake = fakes_of(real, context);
    const RealFakeLosses a = judged(judge_a_, real.a, fake.a);
    const RealFakeLosses b = judged(judge_b_, real.b, fake.b);
    return {{a.real + b.real, a.fake + b.fake}, (a.total + b.total) * options_.adversarial_weight};
  }

  /// Sums over scales.
  RealFakeLosses judged(ScaleDiscriminators& judge, const at::Tensor& real,
                        const at::Tensor& fake) {
    RealFakeLosses sums;
    // One pass for both kinds: these discriminators have no norm.
    for (const at::Tensor& scores : judge->forward(at::cat({real, fake}))) {
      const Domains parts = halves_of(scores);
      const RealFakeLosses losses = discriminator_losses(options_.loss, parts.a, parts.b);
      if (!sums.total.defined()) {
        sums = losses;
        continue;
      }
      sums.real = sums.real + losses.real;
      sums.fake = sums.fake + losses.fake;
      sums.total = sums.total + losses.total;
    }
    return sums;
  }

  UnitOptions options_;
  ImagePair image_;
  nn::Sequential encoder_a_{nullptr};
  nn::Sequential encoder_b_{nullptr};
  nn::Sequential shared_encoder_{nullptr};
  nn::Sequential shared_decoder_{nullptr};
  nn::Sequential decoder_a_{nullptr};
  nn::Sequential decoder_b_{nullptr};
  ScaleDiscriminators judge_a_{nullptr};
  ScaleDiscriminators judge_b_{nullptr};
};

std::vector<LearnerDefaults> learners(const UnitOptions& options) {
  // As in the authors' code.
  const LearnerOptions adam{.learning_rate = 1e-4,
                            .betas = {0.5, 0.999},
                            .weight_decay = 1e-4,
                            .schedule = {.kind = "step", .interval = 100000, .factor = 0.5}};
  return ordered_by(options.update_order, {{"discriminators", adam}, {"generators", adam}});
}

}  // namespace

Family unit_family() {
  return make_family<Unit>(
      {.name = "unit",
       .sentence =
           "Two variational autoencoders that share their latents: translation without pairs.",
       .data = {.fields = {"a/images", "b/images"}, .pixel_range = PixelRange::kSigned},
       .small = {"model.base_channels=4", "model.discriminator_channels=4", "model.num_blocks=1"}},
      option_table(), learners);
}

}  // namespace tandem
