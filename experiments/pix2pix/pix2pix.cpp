// pix2pix (Isola et al., "Image-to-image translation with conditional adversarial networks", 2017):
// a U-Net that translates images of pairs, against a discriminator that sees both images of a pair.
#include <ATen/ATen.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/utils.h>

#include "framework/core/choice.h"
#include "framework/core/error.h"
#include "framework/core/log.h"
#include "framework/model/capabilities.h"
#include "framework/model/data_shapes.h"
#include "framework/model/family.h"
#include "framework/model/losses/adversarial.h"
#include "framework/nn/layers/normalization.h"
#include "framework/nn/networks/patch_discriminator.h"
#include "framework/nn/networks/unet.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

enum class Direction { kSourceToTarget, kTargetToSource };
constexpr Choice<Direction> kDirections[] = {{"source_to_target", Direction::kSourceToTarget},
                                             {"target_to_source", Direction::kTargetToSource}};

struct Pix2PixOptions {
  Direction direction = Direction::kSourceToTarget;
  int64_t base_channels = 64;
  int64_t depth = 0;
  Norm norm = Norm::kBatch;
  bool batch_statistics = true;
  double dropout = 0.5;
  bool dropout_in_evaluation = true;
  int64_t discriminator_channels = 64;
  int64_t discriminator_layers = 0;
  AdversarialLoss loss = AdversarialLoss::kNonSaturating;
  double adversarial_weight = 1.0;
  double l1_weight = 100.0;
  double initial_deviation = 0.02;
  std::string update_order = "discriminator_first";
};

OptionTable<Pix2PixOptions> option_table() {
  return OptionTable<Pix2PixOptions>()
      .choice("direction", &Pix2PixOptions::direction,
              "Which image of a pair is translated into the other.", kDirections)
      .field("base_channels", &Pix2PixOptions::base_channels,
             "Channels of the U-Net next to the image; doubled by each halving, up to 8 times.",
             at_least(1))
      .field("depth", &Pix2PixOptions::depth,
             "Halvings in the U-Net; 0: until one pixel is left, at most 8.", at_least(0))
      .choice("norm", &Pix2PixOptions::norm,
              "Norm in both networks; batch takes the statistics of a micro-batch, and is instance "
              "norm where that is one image.",
              kNorms)
      .field("batch_statistics", &Pix2PixOptions::batch_statistics,
             "Batch norm in the U-Net takes the statistics of the images translated together in "
             "evaluation too, as published, and not running ones; pictures are translated one by "
             "one.")
      .field("dropout", &Pix2PixOptions::dropout,
             "Probability with which units of the three innermost levels up are dropped: the "
             "noise of the generator.",
             at_least(0.0), below(1.0))
      .field("dropout_in_evaluation", &Pix2PixOptions::dropout_in_evaluation,
             "Dropout stays on in evaluation, as published.")
      .field("discriminator_channels", &Pix2PixOptions::discriminator_channels,
             "Channels of the discriminator next to the image; doubled by each later layer.",
             at_least(1))
      .field("discriminator_layers", &Pix2PixOptions::discriminator_layers,
             "Strided layers of the discriminator, which judges patches of 16, 34 or 70 pixels "
             "with 1, 2 or 3 of them; 0: as many as fit the images, at most 3. Patches that exceed "
             "the image are allowed; the log says so.",
             at_least(0))
      .choice("loss", &Pix2PixOptions::loss, "Adversarial loss.", kUnboundedLosses)
      .field("adversarial_weight", &Pix2PixOptions::adversarial_weight,
             "Weight of the adversarial loss; 0: a U-Net regression without discriminator.",
             at_least(0.0))
      .live_above_zero()
      .field("l1_weight", &Pix2PixOptions::l1_weight,
             "Weight of the L1 distance to the other image of the pair.", at_least(0.0))
      .live()
      .field("initial_deviation", &Pix2PixOptions::initial_deviation,
             "Standard deviation of the initial weights.", above(0.0))
      .field("update_order", &Pix2PixOptions::update_order, "Which network a step begins with.",
             one_of(update_orders({"discriminator", "generator"})));
}

/// What is translated, and what it should become.
struct Fields {
  std::string input;
  std::string output;
};

Fields fields_of(const Pix2PixOptions& options) {
  if (options.direction == Direction::kSourceToTarget) return {"source", "target"};
  return {"target", "source"};
}

class Pix2Pix : public GenerativeModel, public TranslatesImages {
 public:
  Pix2Pix(const Pix2PixOptions& options, const DataDescription& data)
      : options_(options), fields_(fields_of(options)) {
    if (!competes() && options.l1_weight == 0) {
      throw ConfigError({.what = "nothing is left to train for",
                         .where = "model.l1_weight",
                         .expected = "more than 0 where model.adversarial_weight is 0"});
    }
    const auto [from, to] = image_pair(data, fields_.input, fields_.output);
    generator_ = UNet(UNetOptions{.in_channels = from.channels,
                                  .out_channels = to.channels,
                                  .height = from.height,
                                  .width = from.width,
                                  .base_channels = options.base_channels,
                                  .depth = options.depth,
                                  .norm = options.norm,
                                  .batch_statistics = options.batch_statistics,
                                  .dropout = options.dropout,
                                  .dropout_in_evaluation = options.dropout_in_evaluation,
                                  .initial_deviation = options.initial_deviation});
    if (!competes()) return;
    const PatchOptions patches{.channels = from.channels + to.channels,
                               .height = from.height,
                               .width = from.width,
                               .base_channels = options.discriminator_channels,
                               .num_layers = options.discriminator_layers,
                               .norm = options.norm,
                               .initial_deviation = options.initial_deviation};
    discriminator_ = patch_discriminator(patches);
    warn_of_wide_patches(patches);
  }

  std::vector<Network> networks() const override {
    std::vector<Network> networks = {{"generator", generator_.ptr()}};
    if (competes()) networks.push_back({"discriminator", discriminator_.ptr()});
    return networks;
  }

  std::vector<Objective> objectives() override {
    const Objective generator{
        .name = "generator",
        .trains = {"generator"},
        .terms = competes() ? std::vector<std::string>{"adversarial", "l1"}
                            : std::vector<std::string>{"l1"},
        .loss = [this](const Batch& batch,
                       const Context& context) { return generator_terms(batch, context); },
        .batch_use = BatchUse::kReuses};
    if (!competes()) return {generator};
    const Objective discriminator{
        .name = "discriminator",
        .trains = {"discriminator"},
        .terms = {"real", "fake"},
        .loss = [this](const Batch& batch,
                       const Context& context) { return discriminator_terms(batch, context); },
        .batch_use = BatchUse::kReuses};
    return {discriminator, generator};
  }

  std::vector<Translation> translations() const override {
    return {{.name = fields_.input + "-to-" + fields_.output,
             .input = fields_.input,
             .output = fields_.output,
             .paired = true}};
  }

  void check_micro_batch_size(int64_t size) const override {
    if (size == 1 || options_.norm != Norm::kBatch || !options_.batch_statistics) return;
    log_warning("the U-Net is trained on statistics of " + std::to_string(size) +
                " images, and pictures are translated by those of one: set model.norm=instance or "
                "model.batch_statistics=false, or as many batch.micro_batches as images");
  }

  at::Tensor translate(const at::Tensor& images, const std::string&) override {
    return generator_->forward(images);
  }

 private:
  bool competes() const { return options_.adversarial_weight > 0; }

  /// Scores (N, 1, h, w) of `output` as what `input` was translated into.
  at::Tensor judged(const at::Tensor& input, const at::Tensor& output) {
    return discriminator_->forward(at::cat({input, output}, 1));
  }

  /// Of a translation: its distance from the other image and, where there is one, the verdict of
  /// the discriminator.
  Losses generator_terms(const Batch& batch, const Context& context) {
    const at::Tensor& input = batch.field(fields_.input);
    const at::Tensor fake = generator_->forward(input);
    context.leave("fake", fake);
    const at::Tensor distance = at::l1_loss(fake, batch.field(fields_.output));
    const at::Tensor weighted = distance * options_.l1_weight;
    if (!competes()) return {{distance.detach()}, weighted};
    const at::Tensor adversarial = generator_loss(options_.loss, judged(input, fake));
    return {{adversarial.detach(), distance.detach()},
            adversarial * options_.adversarial_weight + weighted};
  }

  /// The fakes of this step, made anew when the generator comes later.
  at::Tensor fakes_of(const at::Tensor& input, const Context& context) {
    if (const auto left = context.left("fake")) return *left;
    const torch::NoGradGuard no_gradients;
    return generator_->forward(input);
  }

  Losses discriminator_terms(const Batch& batch, const Context& context) {
    const at::Tensor& input = batch.field(fields_.input);
    // Two passes: batch norm takes the statistics of each kind, its running ones in this order.
    const at::Tensor real_scores = judged(input, batch.field(fields_.output));
    const at::Tensor fake_scores = judged(input, fakes_of(input, context));
    const RealFakeLosses losses = discriminator_losses(options_.loss, real_scores, fake_scores);
    // Halved as published, which slows the discriminator down.
    return {{losses.real, losses.fake}, losses.total * 0.5};
  }

  Pix2PixOptions options_;
  Fields fields_;
  UNet generator_{nullptr};
  nn::Sequential discriminator_{nullptr};
};

std::vector<LearnerDefaults> learners(const Pix2PixOptions& options) {
  const LearnerOptions adam{.learning_rate = 2e-4, .betas = {0.5, 0.999}};
  if (options.adversarial_weight == 0) return {{"generator", adam}};
  return ordered_by(options.update_order, {{"discriminator", adam}, {"generator", adam}});
}

}  // namespace

Family pix2pix_family() {
  return make_family<Pix2Pix>(
      {.name = "pix2pix",
       .sentence = "Translation learned from pairs of images, with a U-Net.",
       .data = {.fields = {"source", "target"}, .pixel_range = PixelRange::kSigned},
       .small = {"model.base_channels=4", "model.discriminator_channels=4"}},
      option_table(), learners);
}

}  // namespace tandem
